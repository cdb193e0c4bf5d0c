"""Limits on how much of a request is read, and on how long anything is waited for. Needs no Django."""

#: Largest body that is still read, in bytes; a thousand cases for the API fit into it.
LARGEST_BODY = 2_621_440
#: Largest body below the paths that take files, in bytes: files of 8 MB together and the fields of their form.
LARGEST_UPLOAD = 8_454_144
UPLOAD_PATHS = ("/roster/", "/my/", "/desk/")
#: Bytes of a request's first line and headers together.
LARGEST_HEAD = 32_768

#: Seconds that a visitor has to send one whole request, and to take its whole answer.
REQUEST_SECONDS = 20.0
REPLY_SECONDS = 60.0
#: Seconds for which a connection is kept for the next request.
IDLE_SECONDS = 5.0
#: Seconds for which a closed connection is still listened to, so that the end of the answer is not lost.
CLOSING_SECONDS = 2.0

#: Connections of one server process that wait for their visitor; one more ends the one that has waited longest.
MOST_WAITING = 400
#: Connections of one server process, including those whose request is being answered.
MOST_CONNECTIONS = 800
#: Bytes of requests and answers that one server process holds for visitors who are slow.
MOST_HELD = 64 * 2**20

#: Seconds until a connection to the database must be made, and until a connection from the pool is given.
CONNECT_SECONDS = 5
#: Seconds that one statement of the site may take, and that it may wait for a lock.
STATEMENT_SECONDS = 5
LOCK_SECONDS = 3
#: Seconds that a transaction may be left open.
IDLE_TRANSACTION_SECONDS = 60
#: Seconds until the health page says that the database does not answer.
HEALTH_SECONDS = 2.0
