"""Messages to whom signs in, and where the parties that he acts for agreed to be reached."""

from __future__ import annotations

from django.contrib import messages as said
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wenjiu.bureau.access import scopes
from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.messages import actions, logic, queries, wording
from wenjiu.bureau.messages.models import Channel
from wenjiu.bureau.parties.models import Party
from wenjiu.web.guards import agent_or_person, signed_in

#: Messages of one page.
PAGE = 20


@require_safe
@signed_in
def messages(request: HttpRequest) -> HttpResponse:
    """List the messages to the reader, the latest first, and remember that they were read. Query: ``page``."""
    page = Paginator(queries.messages_of(request.user), PAGE).get_page(request.GET.get("page"))
    rows = [(message, wording.shown(message.words, get_language())) for message in page.object_list]
    new = [message for message, _words in rows if not message.read]
    if new:
        actions.mark_seen(actor=request.user, messages=new)
    return render(request, "workspace/messages.html", {"page": page, "rows": rows, "new": len(new)})


@agent_or_person
@sensitive_post_parameters("address")
@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: HttpRequest) -> HttpResponse:
    """Show where the reader's parties agreed to be reached; after a POST enter a number or an address.

    POST fields: ``party``, ``channel``, ``address``, ``agree``.
    """
    filers = scopes.own_parties(request.user)
    faults = _enter(request, filers) if request.method == "POST" else {}
    if request.method == "POST" and not faults:
        return redirect("my:contacts")
    known = queries.contacts_of(filers)
    by_party = [(party, [contact for contact in known if contact.party_id == party.pk]) for party in filers]
    context = {
        "filers": by_party,
        "without": [party.name for party, found in by_party if not found],
        "channels": Channel.choices,
        "faults": faults,
        "typed": {name: request.POST.get(name, "")[:254] for name in ("party", "channel", "address", "agree")},
    }
    return render(request, "workspace/contacts.html", context, status=422 if faults else 200)


def _enter(request: HttpRequest, filers: list[Party]) -> dict[str, str]:
    """Enter a contact, or return what is wrong with the form, by field."""
    typed = request.POST
    party = next((party for party in filers if str(party.pk) == typed.get("party")), None)
    if party is None and typed.get("party"):
        raise Forbidden("party")
    channel, address = typed.get("channel", ""), typed.get("address", "").strip()
    faults = {}
    if party is None:
        faults["party"] = _("请选择是谁的联系方式。")
    if channel not in Channel.values:
        faults["channel"] = _("请选择短信或电子邮件。")
    elif not address:
        faults["address"] = _("请写手机号或电子邮箱。")
    else:
        try:
            logic.READERS[channel](address)
        except logic.NoAddress:
            faults["address"] = _address_fault(channel, address)
    if not typed.get("agree"):
        faults["agree"] = _("要同意才能用它给您发消息。不同意也能办事，消息在本系统里看。")
    if not faults and party is not None:
        actions.enter_contact(actor=request.user, party=party, channel=channel, address=address)
        said.info(request, _("已登记。以后案件有进展，会发到这里。"))
    return faults


def _address_fault(channel: str, address: str) -> str:
    text = {"value": address[:60]}
    if channel == Channel.SMS:
        return _("“%(value)s”不是手机号。请写11位的手机号，例如13800001234。") % text
    return _("“%(value)s”不是电子邮箱。请写完整的地址，例如 name@example.com。") % text


@require_POST
@agent_or_person
def close_contact(request: HttpRequest, id: int) -> HttpResponse:
    """Withdraw the consent to be reached somewhere."""
    contact = queries.access_contact(request.user, id)
    actions.close_contact(actor=request.user, contact=contact)
    said.info(request, _("已停用 %(tail)s，不再往这里发消息。") % {"tail": contact.tail})
    return redirect("my:contacts")
