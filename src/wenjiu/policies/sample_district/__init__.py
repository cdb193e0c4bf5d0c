"""Qingxi District (青溪区): an INVENTED district with an invented document, as code. No such place or figure exists.

It shows that a second district needs only data and clause modules, and that no code outside `policies/` names the first
one. It has other thresholds and ages, another way to count "within", its own readings, a second version, and the
members of a firm.
"""
