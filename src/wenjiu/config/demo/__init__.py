"""Makes the demo district: invented people, firms and registers, cases in every state, a budget, a batch that waits.

Everything in it is invented. The demo profile makes it at the first start; no other profile can.
"""
