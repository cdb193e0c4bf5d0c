"""The pages of the policy administrator: drafts of changes, their effect, their confirmation."""
