"""Qingxi District (青溪区): an INVENTED district with an invented document, as code. No such place, paper or figure exists.

It shows that a second district is data and clause modules, and that nothing outside `policies/` speaks of the first one:
other thresholds and ages, another way to count "within", readings of its own, a second version, members of a firm.
"""
