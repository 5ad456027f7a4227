"""What Django asks of a password beyond its own: that it is not among the first a stranger to the account would try in this county."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from bangfu.organization.models import Holding, Place, User
from bangfu.rules.password import is_guessed_first
from bangfu.rules.place_code import LENGTHS


class NotGuessedFirst:
    """A validator (AUTH_PASSWORD_VALIDATORS): the account, the name, and the places of the posts its holder has are words everybody would try."""

    def validate(self, password: str, user: User | None = None) -> None:
        """ValidationError for one that would be."""
        if is_guessed_first(password, _own_words(user) if user else ()):
            raise ValidationError("guessed first", code="password_guessed_first")

    def get_help_text(self) -> str:
        """As it is said on the form."""
        return "不用单位、姓名、电话、生日、证件号和常用拼音。"


def _own_words(user: User) -> list[str]:
    held = Holding.objects.filter(user_id=user.pk, valid_to__gt=timezone.localdate()).values_list("post__place_code", flat=True) if user.pk else ()
    codes = {code[:length] for code in held for length in LENGTHS.values()}
    return [user.username, user.name, *Place.objects.filter(code__in=codes).values_list("name", flat=True).distinct()]
