"""What Django asks of a password beyond its own: that it is not among the first a stranger to the account would try in this county, nor known from a leak."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from bangfu.organization.leaked import is_leaked
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


class NotLeaked:
    """A validator: a password that stands in the county's list of leaked ones (`BANGFU_LEAKED`), where it keeps one, is known to whoever tries such lists."""

    def validate(self, password: str, user: User | None = None) -> None:
        """ValidationError for one that does. OSError when the list cannot be read: nothing is taken then."""
        if settings.LEAKED and is_leaked(password, settings.LEAKED):
            raise ValidationError("leaked", code="password_leaked")

    def get_help_text(self) -> str:
        """As it is said on the form."""
        return "不用在别处泄露过的密码。" if settings.LEAKED else ""


def _own_words(user: User) -> list[str]:
    held = Holding.objects.filter(user_id=user.pk, valid_to__gt=timezone.localdate()).values_list("post__place_code", flat=True) if user.pk else ()
    codes = {code[:length] for code in held for length in LENGTHS.values()}
    return [user.username, user.name, *Place.objects.filter(code__in=codes).values_list("name", flat=True).distinct()]
