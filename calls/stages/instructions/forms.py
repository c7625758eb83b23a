"""Check what comes from the instructions sheet."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _

from calls.protocols import contents, reader
from calls.stages.instructions import codes


class ScriptForm(forms.Form):
    """Which script to read."""

    script = forms.CharField(max_length=64)

    def clean_script(self) -> str:
        """Check that the book holds it."""
        script = str(self.cleaned_data["script"])
        scripts = reader.book().scripts
        if script not in scripts:
            raise forms.ValidationError(
                _("No such script. There are: %(codes)s"),
                params={"codes": ", ".join(sorted(scripts))},
            )
        return script


class ResumeForm(forms.Form):
    """Which script to go on with; the case says which were left."""

    script = forms.CharField(max_length=64)


class StepForm(forms.Form):
    """What became of a step, and of which script."""

    script = forms.CharField(max_length=64, required=False)
    step = forms.CharField(max_length=64)
    result = forms.ChoiceField(choices=codes.Result.choices)
    branch = forms.CharField(max_length=64, required=False)
    reason_code = forms.ChoiceField(choices=[("", ""), *codes.SkipReason.choices], required=False)
    reason = forms.CharField(max_length=300, required=False)


class WordingForm(forms.Form):
    """In which words a script is read; what was not sent is left as it is."""

    language = forms.ChoiceField(
        choices=[("", ""), *((code, code) for code in contents.SPOKEN_LANGUAGES)], required=False
    )
    child = forms.TypedChoiceField(
        choices=[("", ""), ("1", "1"), ("0", "0")],
        coerce=lambda value: value == "1",
        empty_value=None,
        required=False,
    )
