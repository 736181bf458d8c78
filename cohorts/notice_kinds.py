"""The kinds of notice that this app sends."""

from youdesign.notices.kinds import Kind

KINDS: tuple[Kind, ...] = ()
