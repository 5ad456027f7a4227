"""Pages of 意见箱: what one wrote, the desk where voices are answered, one voice and what is done about it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bangfu.lists.arranging import Arranged, arranged, leave, left_before
from bangfu.lists.drawn import Said, drawn
from bangfu.lists.keyset import page_of
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker, done
from bangfu.organization.queries import PlaceRow, place_names, places_reached
from bangfu.rules.refusal import Refused
from bangfu.rules.voice import FLOW, KINDS, MATTERS, own_page
from bangfu.voices import actions, queries
from bangfu.voices.exported import as_workbook
from bangfu.voices.forms import PassForm, ReasonForm, ReplyForm, VoiceForm
from bangfu.voices.listings import VOICES, voice_cell
from bangfu.voices.queries import VoiceRow

MOST = 20_000
NOTHING = ("没有这样的意见", "有人写了，或转给了您这里，就列在这里和“今日”里。", "message-2")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def my_voices(request: HttpRequest) -> HttpResponse:
    """What the asker wrote, and what became of it."""
    by = asker(request)
    by.must("voices.write")
    return render(request, "voices/mine.html", {"rows": queries.my_voices(by), "may_look": queries.may_look(by)})


@require_GET
def write_page(request: HttpRequest) -> HttpResponse:
    """The form; it knows the page one came from, and says so."""
    by = asker(request)
    by.must("voices.write")
    return _form_page(request, VoiceForm(places=_places(by), initial={"page": own_page(request.GET.get("page", ""))}))


def _form_page(request: HttpRequest, form: VoiceForm, *, status: int = 200) -> HttpResponse:
    return render(request, "voices/write.html", {"form": form, "page": form["page"].value()}, status=status)


def _places(by: Actor) -> list[PlaceRow]:
    return [one for one in places_reached(by) if one.level in ("county", "township", "village")]


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Says it. What was typed stays when it is refused."""
    by = asker(request)
    by.must("voices.write")
    form = VoiceForm(request.POST, places=_places(by))
    made: list[Any] = []
    if not done(form, lambda: made.append(actions.write_voice(by, **form.cleaned_data))):
        return _form_page(request, form, status=409)
    messages.success(request, "已送到县里。答复了，会出现在“今日”和“我的意见”里。")
    return redirect("voice", made[0].pk)


@require_GET
def voices(request: HttpRequest) -> HttpResponse:
    """The voices at one's desk."""
    if address := left_before(request, VOICES):
        return redirect(address)
    by = _desk(request)
    may_answer = by.can(VOICES.power)
    stands = arranged(request, by, VOICES if may_answer else replace(VOICES, chooses=False, saves=False))
    leave(request, stands)
    narrow, turn = _narrow(stands), stands.turn
    found = queries.voices(by, **narrow, before=_id(turn.after), behind=_id(turn.before), limit=turn.size + 1)
    said = Said("意见", *NOTHING, export_url=reverse("export_voices"))
    return render(request, "voices/voices.html", {
        "list": drawn(by, request.path, stands, page_of(found, turn, lambda one: str(one.id)), voice_cell, said), "may_export": may_answer,
        "tally": queries.voice_tally(by), "narrow": narrow, "states": FLOW.choices, "kinds": KINDS.items(), "matters": MATTERS.items(),
    })


def _narrow(stands: Arranged) -> dict[str, Any]:
    """The filters there are such words for."""
    known = {"state": FLOW.states, "kind": KINDS, "matter": MATTERS}
    return {name: value for name, value in stands.terms.items() if value in known.get(name, ())}


def _id(key: str) -> UUID | None:
    try:
        return UUID(key) if key else None
    except ValueError as error:
        raise Http404 from error


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The voices at one's desk, narrowed down as they are seen, as .xlsx; written down before they leave."""
    by = _desk(request)
    by.must("voices.answer")
    rows = queries.voices(by, **_narrow(arranged(request, by, VOICES)), limit=MOST)
    name = place_names([by.place_code]).get(by.place_code, by.place_code)
    note = f"{name}，共 {len(rows)} 件，{timezone.localdate()} 由{by.name}导出。不写姓名的不印姓名。"
    content = as_workbook(rows, f"{name}意见", note)
    actions.note_voices_exported(by, voices=len(rows))
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{name}意见.xlsx')}"})


@require_GET
def voice(request: HttpRequest, voice: UUID) -> HttpResponse:
    """One voice, to whoever wrote it or answers it."""
    by, found = _found(request, voice)
    return _page(request, by, found)


def _page(request: HttpRequest, by: Actor, found: VoiceRow, *, status: int = 200, **forms: Any) -> HttpResponse:
    may = {power: by.can(f"voices.{power}", at=found.desk_code) for power in ("answer", "direct", "name")}
    townships = places_reached(by, level="township") if may["direct"] and found.state == "said" else []
    return render(request, "voices/voice.html", {
        "voice": found, "replies": queries.replies(by, found.id), "may": may, "reply_form": ReplyForm(auto_id="answer_%s"),
        "again_form": ReplyForm(auto_id="again_%s"), "close_form": ReplyForm(auto_id="close_%s"), "reason_form": ReasonForm(auto_id="forget_%s"),
        "name_form": ReasonForm(auto_id="name_%s"), "pass_form": PassForm(townships=townships, auto_id="pass_%s") if townships else None,
        "may_answer": may["answer"] and (found.state == "passed" or found.state == "said"), **forms,
    }, status=status)


@require_POST
def answer(request: HttpRequest, voice: UUID) -> HttpResponse:
    """Answers."""
    form = ReplyForm(request.POST, auto_id="answer_%s")
    return _act(request, voice, "reply_form", form, actions.answer_voice, "已答复，对方在“今日”里看得到。", power="voices.answer")


@require_POST
def pass_on(request: HttpRequest, voice: UUID) -> HttpResponse:
    """Passes on to a township."""
    form = PassForm(request.POST, townships=places_reached(asker(request), level="township"), auto_id="pass_%s")
    return _act(request, voice, "pass_form", form, actions.pass_voice, "已转给乡镇，县里仍看得到。", power="voices.direct")


@require_POST
def take_back(request: HttpRequest, voice: UUID) -> HttpResponse:
    """Takes back to the county."""
    return _act(request, voice, "", Form({}), actions.take_voice_back, "已收回县里。", power="voices.direct")


@require_POST
def close(request: HttpRequest, voice: UUID) -> HttpResponse:
    """Ends without an answer, with a reason."""
    form = ReplyForm(request.POST, auto_id="close_%s")
    return _act(request, voice, "close_form", form, actions.close_voice, "已办结，理由对方看得到。", power="voices.direct")


@require_POST
def accept(request: HttpRequest, voice: UUID) -> HttpResponse:
    """The writer: settled."""
    return _act(request, voice, "", Form({}), actions.accept_answer, "好的，这一件办结了。")


@require_POST
def again(request: HttpRequest, voice: UUID) -> HttpResponse:
    """The writer: not settled."""
    return _act(request, voice, "again_form", ReplyForm(request.POST, auto_id="again_%s"), actions.say_again, "已回到县里，请等答复。")


@require_POST
def forget(request: HttpRequest, voice: UUID) -> HttpResponse:
    """Destroys what was said, for ever."""
    form = ReasonForm(request.POST, auto_id="forget_%s")
    return _act(request, voice, "reason_form", form, actions.forget_voice, "内容已销毁，只留下有过这一件。", power="voices.direct")


@require_POST
def writer(request: HttpRequest, voice: UUID) -> HttpResponse:
    """Says once who wrote without a name; the answer is kept nowhere."""
    by, found = _found(request, voice)
    by.must("voices.name", at=found.desk_code)
    form, said = ReasonForm(request.POST, auto_id="name_%s"), []
    if not done(form, lambda: said.append(actions.name_writer(by, voice=voice, reason=form.cleaned_data["reason"]))):
        return _page(request, by, found, name_form=form, status=409)
    return _page(request, by, found, named=said[0])


def _act(
    request: HttpRequest, voice: UUID, slot: str, form: Form, act: Callable[..., Any], said: str, *, power: str = "voices.write",
) -> HttpResponse:
    """One deed upon a voice one may read; a form that is refused stands on the page again, as typed."""
    by, found = _found(request, voice)
    by.must(power, at=found.desk_code if power != "voices.write" else None)
    if not done(form, lambda: act(by, voice=voice, **form.cleaned_data)):
        if not slot:
            raise Refused("；".join(map(str, form.non_field_errors())))
        return _page(request, by, found, status=409, **{slot: form})
    messages.success(request, said)
    return redirect("voice", voice)


def _desk(request: HttpRequest) -> Actor:
    by = asker(request)
    if not queries.may_look(by):
        by.must("voices.answer")
    return by


def _found(request: HttpRequest, voice: UUID) -> tuple[Actor, VoiceRow]:
    by = asker(request)
    by.must("voices.write")
    found = queries.voice(by, voice)
    if found is None:
        raise Http404
    return by, found
