"""The page on which a household is forgotten."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bangfu.organization.asking import asker
from bangfu.registry.queries import forgettable
from bangfu.rules.refusal import Refused
from bangfu.web.forgetting import forget_household as forgotten


class ForgetForm(forms.Form):
    """Why a household is forgotten. Both texts stay, so they must not say whom they are about."""

    document = forms.CharField(label="依据", max_length=120, help_text="申请书的日期、来文文号。不写姓名和号码。")
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text="如“依本人申请”。不写姓名和号码。")


@require_GET
def forgetting(request: HttpRequest) -> HttpResponse:
    """Looks a household up by its number, and says what forgetting it would do."""
    by = asker(request)
    by.must("registry.erase")
    number = request.GET.get("number", "").strip()
    return render(request, "web/forgetting.html", {"number": number, "household": forgettable(by, number=number) if number else None, "form": ForgetForm()})


@require_POST
def forget_household(request: HttpRequest, household: UUID) -> HttpResponse:
    """Forgets it."""
    by, form = asker(request), ForgetForm(request.POST)
    by.must("registry.erase")
    if forgettable(by, household=household) is None:
        raise Http404
    if not form.is_valid():
        raise Refused("请写明依据和理由。")
    forgotten(by, household=household, reason=form.cleaned_data["reason"], document=form.cleaned_data["document"])
    messages.success(request, "已注销。能认出这一户的内容都已清除，以前的数字不变，留痕链完整。")
    return redirect("forgetting")
