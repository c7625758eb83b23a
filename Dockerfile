# One image for web, worker, sweeper and migrations; the command says which.
FROM node:24-slim AS front-end
WORKDIR /cae
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY cae/basemap cae/basemap
COPY calls/directory/data calls/directory/data
RUN node cae/basemap/build.js var/map

FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 \
    CAE_ENV=production CAE_VAR=/var/lib/cae CAE_COLLECTED_STATIC=1 CAE_STATIC_DIR=/srv/cae/static
RUN useradd --system --home-dir /var/lib/cae --create-home cae && install -d -o cae -m 700 /var/lib/cae/trace
WORKDIR /cae
COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock
COPY manage.py ./
COPY cae cae
COPY calls calls
COPY dispatch dispatch
COPY templates templates
COPY static static
COPY locale locale
COPY --from=front-end /cae/node_modules node_modules
COPY --from=front-end /cae/var/map var/map
# Neither command needs a database; the key of this line signs nothing.
RUN export CAE_SECRET_KEY=build CAE_ALLOWED_HOSTS=build \
    && python manage.py messages --compile \
    && python manage.py collectstatic --noinput
USER cae
VOLUME /var/lib/cae
EXPOSE 8112
CMD ["uvicorn", "cae.asgi:application", "--host", "0.0.0.0", "--port", "8112", \
     "--ws", "websockets-sansio", "--ws-per-message-deflate", "false", \
     "--ws-max-size", "65536", "--timeout-graceful-shutdown", "3", "--log-level", "warning", \
     "--lifespan", "off", "--no-proxy-headers", "--no-server-header"]
