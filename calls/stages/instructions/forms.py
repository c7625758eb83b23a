"""Check what comes from the instructions sheet."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _

from calls.protocols import reader


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


class StepForm(forms.Form):
    """What became of a step."""

    step = forms.CharField(max_length=64)
    result = forms.ChoiceField(choices=[("done", "done"), ("skipped", "skipped")])
