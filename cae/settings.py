"""CAE's settings: every one that differs between places comes from the environment."""

from pathlib import Path

from csp import constants as csp
from django.utils.translation import gettext_lazy as _

from cae import databases, environment, maps, proxies, static
from cae.services import secret_files

BASE_DIR = Path(__file__).resolve().parent.parent
CAE_ENV = environment.choice("CAE_ENV", {"development", "test", "production"}, "development")
PRODUCTION = CAE_ENV == "production"
# What the data is for; a mark inside the database has the last word.
CAE_PURPOSE = environment.choice(
    "CAE_PURPOSE", {"live", "exercise"}, "live" if PRODUCTION else "exercise"
)
# Numbers without a country code are of this country.
CAE_COUNTRY = environment.text("CAE_COUNTRY", "ES")
# Seconds from the answer to the first trace of a stage, as the room aims at them.
CAE_STAGE_TARGETS = environment.numbers(
    "CAE_STAGE_TARGETS", {"intake": 30, "triage": 60, "instructions": 120, "transfer": 90}
)
# Seconds from the answer to each milestone of the instructions; a protocol may ask for less.
CAE_MILESTONE_TARGETS = environment.numbers(
    "CAE_MILESTONE_TARGETS",
    {"recognition": 120, "first_instruction": 180, "first_compression": 180},
)
CAE_VAR = environment.path("CAE_VAR", BASE_DIR / "var")
# Where a demonstration keeps the sign-ins it shows on its sign-in page.
CAE_DEMONSTRATION_FILE = CAE_VAR / "secrets" / "demonstration.json"
CAE_SIGNING_KEY_FILE = environment.path("CAE_SIGNING_KEY_FILE", CAE_VAR / "keys" / "seal.pem")

DEBUG = environment.flag("CAE_DEBUG", default=False)
SECRET_KEY = environment.secret(
    "CAE_SECRET_KEY",
    otherwise=None if PRODUCTION else lambda: secret_files.kept(CAE_VAR / "keys" / "secret"),
)
ALLOWED_HOSTS = environment.words(
    "CAE_ALLOWED_HOSTS", () if PRODUCTION else ("localhost", "127.0.0.1", "[::1]")
)
CSRF_TRUSTED_ORIGINS = environment.words("CAE_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "channels",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "calls",
    "dispatch",
    "cae",
]

MIDDLEWARE = [
    "cae.proxies.Asker",
    "cae.headers.Guards",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "calls.casefile.middleware.Readable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "calls.people.sessions.Epoch",
    "calls.people.lock.Lock",
    "calls.casefile.middleware.Refusals",
]

ROOT_URLCONF = "cae.urls"
ASGI_APPLICATION = "cae.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "cae.context.purpose",
                "cae.context.base_map",
                "cae.context.lock",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader"],
                )
            ]
            if not DEBUG
            else ["django.template.loaders.filesystem.Loader"],
        },
    }
]

DATABASES = databases.aliases(pooled=environment.flag("CAE_DATABASE_POOL", default=True))
# Live messages and the worker's queue; nothing that must not be lost.
REDIS_URL = environment.address("REDIS_URL", "redis://127.0.0.1:6379/0")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "calls.User"
PASSWORD_HASHERS = ["calls.people.passwords.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "calls.people.passwords.Guessable"},
]
# Which roles sign in with a second factor as well; whoever has one is always asked for it.
CAE_SECOND_FACTOR = environment.some(
    "CAE_SECOND_FACTOR",
    {"operator", "dispatcher", "supervisor", "administrator", "auditor"},
    everything=PRODUCTION,
)
# Minutes after the end of the rostered shift at which a session ends by its age.
CAE_SHIFT_OVERRUN = environment.number("CAE_SHIFT_OVERRUN", 60)
# Minutes without a sign of the person after which a screen is locked; 0 never locks it.
CAE_LOCK_AFTER = environment.number("CAE_LOCK_AFTER", 10)
CSRF_FAILURE_VIEW = "cae.errors.forged"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"

LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = environment.text("CAE_TIME_ZONE", "Europe/Madrid")

# Cookies travel over TLS alone where there is TLS: in production always.
SECURE_COOKIES = environment.flag("CAE_SECURE_COOKIES", default=PRODUCTION)
# A name that begins so is taken from this very host alone, and over TLS.
COOKIE_PREFIX = "__Host-" if SECURE_COOKIES else ""
SESSION_ENGINE = "calls.people.session_store"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SECURE_COOKIES
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = environment.number("CAE_HSTS_SECONDS", 31_536_000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.flag("CAE_HSTS_SUBDOMAINS", default=PRODUCTION)
SECURE_HSTS_PRELOAD = environment.flag("CAE_HSTS_PRELOAD", default=False)
# To be on the browsers' own lists is for the owner of the whole domain to decide.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
# Whoever asks without TLS is sent to it; but nobody is sent away with a call that rings.
SECURE_SSL_REDIRECT = environment.flag("CAE_TLS_REDIRECT", default=PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^api/v1/calls/"]
X_FRAME_OPTIONS = "DENY"
if environment.flag("CAE_BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# The map of the screens is CAE's own; a tile server's pictures may lie over it.
MAP_TILES = maps.tiles(
    environment.text("CAE_MAP_TILES_URL"), environment.text("CAE_MAP_TILES_ATTRIBUTION")
)
MAP_VIEW = maps.view(environment.text("CAE_MAP_VIEW"))
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [csp.NONE],
        "script-src": [csp.SELF],
        "style-src": [csp.SELF],
        "img-src": [csp.SELF, "data:", *MAP_TILES.origins],
        "font-src": [csp.SELF],
        "connect-src": [csp.SELF],
        "object-src": [csp.NONE],
        "base-uri": [csp.NONE],
        "form-action": [csp.SELF],
        "frame-ancestors": [csp.NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
# Nobody sends a file anywhere, but where a view says that it takes some.
FILE_UPLOAD_HANDLERS = ["calls.casefile.middleware.NoFiles"]
DATA_UPLOAD_MAX_NUMBER_FILES = 12

PACKAGES = BASE_DIR / "node_modules"
FONTS = PACKAGES / "@fontsource-variable"
STATICFILES_DIRS = [
    ("", BASE_DIR / "static"),
    ("fonts-next/files", FONTS / "atkinson-hyperlegible-next" / "files"),
    ("fonts-mono/files", FONTS / "atkinson-hyperlegible-mono" / "files"),
    ("leaflet", PACKAGES / "leaflet" / "dist"),
    ("uplot", PACKAGES / "uplot" / "dist"),
    # `make setup` cuts the base map.
    ("map", BASE_DIR / "var" / "map"),
]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STATIC_URL = f"/static/{static.version(STATICFILES_DIRS)}/"
STATIC_ROOT = environment.path("CAE_STATIC_DIR", CAE_VAR / "static")
# What `collectstatic` has gathered and compressed in STATIC_ROOT is served instead.
COLLECTED_STATIC = environment.flag("CAE_COLLECTED_STATIC", default=False)
STORAGES = {"staticfiles": {"BACKEND": "servestatic.storage.CompressedStaticFilesStorage"}}

# How many proxies of ours stand before the web processes; 0 believes no header.
PROXIES = environment.number("CAE_PROXIES", 0)
# And where they stand: what a header tells is believed from there alone.
PROXY_NETWORKS = proxies.networks(
    environment.words("CAE_PROXY_NETWORKS", ("127.0.0.0/8", "::1/128"))
)
# What one machine, and one address, may ask of the interface; calls that ring are not counted.
MACHINE_REQUESTS_A_MINUTE = environment.number("CAE_MACHINE_REQUESTS_A_MINUTE", 600)
SOURCE_REQUESTS_A_MINUTE = environment.number("CAE_SOURCE_REQUESTS_A_MINUTE", 1_200)
# Tokens that open nothing, from one address.
KNOCKS_A_MINUTE = environment.number("CAE_KNOCKS_A_MINUTE", 60)
REST_FRAMEWORK = {
    # A view names its own door; one that forgets is closed.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["calls.people.limits.Asking"],
    "DEFAULT_PARSER_CLASSES": ["calls.casefile.json_door.StrictJSONParser"],
    "EXCEPTION_HANDLER": "calls.casefile.api_errors.handle",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,  # nosec B105 - a setting that there is none
    "NUM_PROXIES": PROXIES,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "CAE",
    "DESCRIPTION": "Calls that ring, and case files for official bodies.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "TAGS": [
        {"name": "accesses", "description": "For official bodies: what they read."},
        {"name": "calls", "description": "For the telephony gateway."},
        {"name": "case-files", "description": "For official bodies, within their mandate."},
        {"name": "keys", "description": "For whoever verifies a file."},
    ],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "calls.export.schema.add_refusals",
    ],
}

# A task may run twice and is found again by query, so a lost one is only late.
CELERY_INCLUDE = ["calls.archive.tasks"]
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Ten times the longest task: given again no sooner.
    "visibility_timeout": 600,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_timeout": 15,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "max_retries": 1,
    "global_keyprefix": environment.text("CAE_QUEUE_PREFIX", "cae:queue:"),
}
CELERY_TASK_DEFAULT_QUEUE = "cae"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_SOFT_TIME_LIMIT = 50
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "cae.logs.JSONFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": environment.text("CAE_LOG_LEVEL", "INFO")},
    "loggers": {
        # They come with handlers of their own; every line is to be JSON.
        name: {"handlers": [], "propagate": True}
        for name in ("django", "uvicorn", "uvicorn.error")
    }
    # Addresses that people look for would stand in it.
    | {"uvicorn.access": {"handlers": [], "propagate": False}},
}
