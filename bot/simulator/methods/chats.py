"""Methods that ask about a chat, its members and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..call import Call
from ..errors import bad_request, forbidden
from ..state import Chat
from . import method

if TYPE_CHECKING:
    from ..server import Simulator

Json = dict[str, Any]

_RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories",
)  # fmt: skip


@method("getChat")
def get_chat(sim: Simulator, call: Call) -> Json:
    """All about a chat."""
    chat = call.chat(sim.world)
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    )
    return {**chat.describe(), "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


@method("getChatMember")
def get_chat_member(sim: Simulator, call: Call) -> Json:
    """What somebody is in a chat."""
    chat = call.chat(sim.world)
    number = call.integer("user_id")
    if number not in chat.members:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return member(sim, chat, number)


@method("getChatMemberCount")
def get_chat_member_count(sim: Simulator, call: Call) -> int:
    """How many are in a chat."""
    chat = call.chat(sim.world)
    return sum(status not in ("left", "kicked") for status in chat.members.values())


@method("leaveChat")
def leave_chat(sim: Simulator, call: Call) -> bool:
    """The bot goes."""
    chat = call.chat(sim.world)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    if chat.members.get(sim.world.bot["id"]) in ("left", "kicked"):
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    chat.members[sim.world.bot["id"]] = "left"
    chat.touch()
    return True


@method("getFile")
def get_file(sim: Simulator, call: Call) -> Json:
    """Where a file can be fetched."""
    if not call.has("file_id"):
        raise bad_request("file_id not specified")
    stored = sim.world.files.get(call.text("file_id"))
    return {**stored.describe(), "file_path": f"files/{stored.id}/{stored.name}"}


def member(sim: Simulator, chat: Chat, number: int) -> Json:
    """The Bot API's ChatMember."""
    person = sim.world.people.get(number)
    user = sim.world.bot_user() if person is None else person.user()
    status = chat.members[number]
    described: Json = {"status": status, "user": user}
    if status == "kicked":
        described["until_date"] = 0
    elif status == "administrator":
        described.update(dict.fromkeys(_RIGHTS, False))
    return described
