"""URLs of /desk/money/."""

from django.urls import path

from wenjiu.web.desk.money import accounts, batches, budgets, ledger, receipts, returns

app_name = "money"

urlpatterns = [
    path("", ledger.overview, name="overview"),
    path("budgets/", budgets.listing, name="budgets"),
    path("budgets/<int:id>/", budgets.budget, name="budget"),
    path("budgets/<int:id>/<slug:kind>/", ledger.bucket, name="bucket"),
    path("changes/<int:id>/", budgets.change, name="change"),
    path("pay/", batches.to_pay, name="to_pay"),
    path("batches/", batches.listing, name="batches"),
    path("batches/<str:number>/", batches.batch, name="batch"),
    path("batches/<str:number>/release/", batches.release, name="release"),
    path("batches/<str:number>/drop/", batches.drop, name="drop"),
    path("batches/<str:number>/file/<slug:layout>/", batches.export, name="export"),
    path("batches/<str:number>/return/", returns.read, name="read_return"),
    path("batches/<str:number>/return/sample.csv", returns.sample, name="return_sample"),
    path("batches/<str:number>/return/<slug:token>/", returns.preview, name="preview_return"),
    path("returns/<int:id>/", returns.returned, name="return"),
    path("returns/<int:id>/<int:no>/", returns.clear, name="clear_return_line"),
    path("accounts/", accounts.listing, name="accounts"),
    path("accounts/of/<int:id>/", accounts.enter, name="account_of"),
    path("accounts/<int:id>/", accounts.check, name="account"),
    path("short/", ledger.short, name="short"),
    path("stale/", ledger.stale, name="stale"),
    path("returned/", ledger.returned, name="returned"),
    path("vouchers/<str:number>/", ledger.voucher, name="voucher"),
    path("receipts/", receipts.listing, name="receipts"),
]
