"""Which roles open which pages of the desk. Who may take a step is the procedure's answer, not this one's."""

from wenjiu.bureau.access.scopes import PARTY_READERS
from wenjiu.bureau.accounts.roles import Role

#: Take steps of a review.
REVIEWERS = (Role.STREET_SPECIALIST, Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER, Role.APPROVER)
#: Read single cases of their streets.
CASE_READERS = PARTY_READERS
#: Write notes on cases. The audit reads them and adds nothing to a case.
NOTE_WRITERS = tuple(role for role in CASE_READERS if role != Role.AUDITOR)
#: Have the page of notices: publish and end them, or settle objections to them.
NOTICES = (Role.DISTRICT_REVIEWER, Role.APPROVER)
#: Publish and end notices, as the procedures say.
PUBLISHERS = (Role.DISTRICT_REVIEWER,)
#: See the sums of the district.
DISTRICT = (Role.LEADER, Role.AUDITOR, Role.ANALYST, Role.DISTRICT_REVIEWER, Role.APPROVER)
#: Open accounts, and give posts.
PEOPLE = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
#: Stand in for somebody, or let somebody stand in for them.
ABSENT = (*REVIEWERS, Role.FINANCE_MAKER, Role.FINANCE_RELEASER, Role.SECURITY_ADMIN)
#: Record who acts for an organisation, after seeing a paper.
COUNTER = (Role.STREET_SPECIALIST, Role.REGISTER_KEEPER)
#: See the checks of promises, and what became of them.
PROMISES = (*NOTICES, Role.AUDITOR)
#: See who opened full numbers and papers.
READS = (Role.AUDITOR, Role.AUDIT_ADMIN)
