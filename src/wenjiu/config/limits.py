"""How much of one request is read, and how long anything is waited for. Needs no Django."""

#: Bytes of a body that is still read; a thousand cases for the API fit into it.
LARGEST_BODY = 2_621_440
