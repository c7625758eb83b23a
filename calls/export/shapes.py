"""The shapes of the interface for official bodies, as its description tells them."""

from __future__ import annotations

from rest_framework import serializers

from calls.casefile.kinds import Disposition, Severity


class RefusalFields(serializers.Serializer[object]):
    """Why something was not done; `fields` says, by name, what would be right."""

    code = serializers.CharField(help_text="For programs: invalid, not_found, busy …")
    message = serializers.CharField(help_text="For people, in the language they accept.")
    fields = serializers.DictField(  # type: ignore[assignment]  # the answer's name for it
        child=serializers.ListField(child=serializers.CharField()), required=False
    )


class FileFields(serializers.Serializer[object]):
    """A sealed file without its document."""

    reference = serializers.CharField()
    leaf_index = serializers.IntegerField(help_text="Its place in the archive, from 0, gapless.")
    closed_at = serializers.DateTimeField()
    sealed_at = serializers.DateTimeField()
    severity = serializers.ChoiceField(
        choices=Severity.choices, allow_blank=True, help_text="Empty: never judged."
    )
    protocol = serializers.CharField(allow_blank=True)
    disposition = serializers.ChoiceField(choices=Disposition.choices)
    municipality = serializers.CharField(
        allow_blank=True, help_text="INE code; empty: never known."
    )
    exercise = serializers.BooleanField(help_text="A rehearsal, not a real emergency.")
    sha256 = serializers.CharField(help_text="Hex, of the document's RFC 8785 bytes.")
    signature = serializers.CharField(help_text="Ed25519 of the same bytes, base64url.")
    key_id = serializers.CharField(help_text="The `kid` of the key among /api/v1/keys/.")


class PageFields(serializers.Serializer[object]):
    """Files in the order of their leaves."""

    results = FileFields(many=True)
    next = serializers.URLField(
        allow_null=True,
        help_text="The following page. Null: no more yet; go on later with "
        "`after` = the last leaf_index.",
    )


class ActorFields(serializers.Serializer[object]):
    """Who did it, without a name."""

    kind = serializers.ChoiceField(
        choices=[("person", "person"), ("machine", "machine"), ("system", "system")]
    )
    id = serializers.UUIDField(allow_null=True)
    role = serializers.CharField()
    position = serializers.CharField(allow_blank=True)


class EntryFields(serializers.Serializer[object]):
    """One entry of the log. Each hash is SHA-256(hash before ‖ RFC 8785 of the entry)."""

    stream = serializers.UUIDField()
    seq = serializers.IntegerField(min_value=1)
    kind = serializers.CharField()
    actor = ActorFields()
    at = serializers.DateTimeField(help_text="When it happened.")
    recorded_at = serializers.DateTimeField(help_text="When the centre learned it.")
    data = serializers.DictField(  # type: ignore[assignment]  # the log's name for it
        help_text="Codes, ids, numbers and times; nothing personal."
    )
    _sd = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Digests of its disclosures (RFC 9901).",
    )
    _sd_alg = serializers.CharField(required=False, help_text="sha-256")


class CallChainFields(serializers.Serializer[object]):
    """The log of one call that led to the case."""

    call = serializers.UUIDField()
    events = EntryFields(many=True)
    head = serializers.CharField(help_text="Its last hash, hex.")


class DocumentFields(serializers.Serializer[object]):
    """The signed skeleton of the case, cae.case/1."""

    format = serializers.CharField()
    case = serializers.UUIDField()
    reference = serializers.CharField()
    exercise = serializers.BooleanField()
    closed_at = serializers.DateTimeField()
    sealed_at = serializers.DateTimeField()
    key_id = serializers.CharField()
    events = EntryFields(many=True)
    head = serializers.CharField(help_text="The last hash of `events`, hex.")
    calls = CallChainFields(many=True)


class WholeFields(FileFields):
    """A sealed file with its document and the personal values that lie beside it."""

    document = DocumentFields()
    disclosures = serializers.ListField(
        child=serializers.CharField(),
        help_text="Each base64url(JSON [salt, name, value]); the base64url SHA-256 of each stands "
        "among the digests of its entry (RFC 9901). What was withheld or deleted is missing here, "
        "and the document verifies all the same.",
    )


class KeyFields(serializers.Serializer[object]):
    """A public key as a JSON Web Key (RFC 8037)."""

    kty = serializers.CharField()
    crv = serializers.CharField()
    x = serializers.CharField()
    kid = serializers.CharField(help_text="Its thumbprint (RFC 7638).")
    alg = serializers.CharField()
    use = serializers.CharField()


class KeysFields(serializers.Serializer[object]):
    """Every key that has ever sealed a file (RFC 7517)."""

    keys = KeyFields(many=True)
