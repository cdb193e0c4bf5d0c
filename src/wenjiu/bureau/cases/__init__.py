"""Cases: filing, review, decision, public notice, objection, replay. One model for every measure of a policy."""
