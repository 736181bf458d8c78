"""A photo, and who sees it."""

from typing import Any

from django import forms

from youdesign.people.forms.sections import audience_choice
from youdesign.people.models import Audience, Profile
from youdesign.people.pictures import NotAPhoto, Pictures, read_pictures

CHOOSE = "Choose a photo first: a JPEG, PNG or WebP, under 10 MB."


class PhotoForm(forms.Form):
    """A file, which may be left out where there is a photo already, and the circle that sees it."""

    photo = forms.FileField(
        label="Your photo",
        required=False,
        max_length=250,
        help_text="A JPEG, PNG or WebP, under 10 MB. We cut out the middle, and forget where and when it was taken.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={
            "empty": CHOOSE,
            "missing": CHOOSE,
            "invalid": CHOOSE,
            "max_length": "Give the file a shorter name.",
        },
    )

    def __init__(self, data: Any = None, files: Any = None, *, profile: Profile) -> None:
        super().__init__(data, files, initial={"photo_for": profile.photo_for})
        self.has_photo = bool(profile.photo_mark)
        self.fields["photo_for"] = audience_choice("photo")
        self.fields["photo_for"].label = "Who can see it?"

    def clean_photo(self) -> Pictures | None:
        """Return the photo in both sizes, or nothing where the one before stays."""
        file = self.cleaned_data["photo"]
        if file is None:
            if self.has_photo:
                return None
            raise forms.ValidationError(CHOOSE)
        try:
            return read_pictures(file, file.size)
        except NotAPhoto as problem:
            raise forms.ValidationError(str(problem)) from problem

    def said(self) -> dict[str, Any]:
        """Return what the action asks for."""
        return {"pictures": self.cleaned_data["photo"], "audience": Audience(self.cleaned_data["photo_for"])}
