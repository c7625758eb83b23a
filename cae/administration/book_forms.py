"""Check what an administrator sends as protocols, and says when a book is put in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from cae.administration import sheets
from calls.protocols import binding, packing
from calls.protocols.faults import Fault

SOURCE_AT_MOST = 200
HIGHEST = 2**63 - 1


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Some files: a ZIP, or the YAML files of one protocol."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Take every file; an empty choice is a fault."""
        sent = data if isinstance(data, list | tuple) else [data]
        return [super(_FilesField, self).clean(each, initial) for each in sent if each] or [
            super().clean(None, initial)
        ]


class ImportBook(sheets.Sheet):
    """Protocols from elsewhere."""

    upload = _FilesField(
        label=_("A ZIP of protocols, or the YAML files of one"),
        widget=_Files(attrs={"accept": ".zip,.yaml"}),
        allow_empty_file=True,
        max_length=SOURCE_AT_MOST,
    )
    whole = forms.BooleanField(
        label=_("This is the whole book: what it does not hold goes out of the book"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "check"}),
    )
    faults: Sequence[Fault] = ()
    source = ""
    """What the ZIP is called, or the code of the protocol; known once the library is."""

    def library(self) -> dict[str, dict[str, bytes]]:
        """Give what was sent; raise BookError."""
        sent = self.cleaned_data["upload"]
        if len(sent) == 1 and not binding.is_a_protocols(sent[0].name):
            self.source = packing.shown(sent[0].name)[:SOURCE_AT_MOST]
            return packing.unpack(sent[0].read(), name=self.source)
        found = packing.loose((each.name, each.read()) for each in sent)
        (self.source,) = found
        return found


class _Over(sheets.Sheet):
    """Over which book, and why."""

    base = forms.IntegerField(min_value=0, max_value=HIGHEST, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason, for the log"), max_length=300)


class PutBook(_Over):
    """Put what was looked at in force."""

    back = forms.BooleanField(
        label=_("Going back to earlier versions is meant"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "check"}),
    )


class PutAgain(_Over):
    """Put an earlier book in force again."""
