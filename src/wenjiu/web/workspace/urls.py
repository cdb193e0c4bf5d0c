"""URLs of /my/."""

from django.urls import path

from wenjiu.web.workspace import accounts, again, case, correcting, filing, home, lines, money, reads, sending, starting

app_name = "my"

urlpatterns = [
    path("", home.home, name="home"),
    path("money/", money.money, name="money"),
    path("money/receipts/<int:id>/", money.answer, name="receipt"),
    path("reads/", reads.reads, name="reads"),
    path("new/", starting.new, name="new"),
    path("filings/<int:id>/", filing.filing, name="filing"),
    path("filings/<int:id>/field/", filing.field, name="field"),
    path("filings/<int:id>/preview/", filing.preview, name="preview"),
    path("filings/<int:id>/delete/", filing.delete, name="delete"),
    path("filings/<int:id>/submit/", sending.submit, name="submit"),
    path("filings/<int:id>/rest/", sending.rest, name="rest"),
    path("filings/<int:id>/lines/new/", lines.line, name="new_line"),
    path("filings/<int:id>/lines/<int:no>/", lines.line, name="line"),
    path("filings/<int:id>/template.xlsx", lines.template, name="template"),
    path("filings/<int:id>/roster.xlsx", lines.roster, name="roster"),
    path("evidence/<int:id>/", filing.evidence, name="evidence"),
    path("cases/<str:number>/", case.case, name="case"),
    path("cases/<str:number>/withdraw/", case.withdraw, name="withdraw"),
    path("cases/<str:number>/papers/", case.add_papers, name="papers"),
    path("cases/<str:number>/copy/", again.copy, name="copy"),
    path("cases/<str:number>/correct/", correcting.correct, name="correct"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/number/", accounts.number, name="account_number"),
    path("accounts/<int:id>/close/", accounts.close, name="close_account"),
]
