"""A population on disk: its columns from the registers, reading, checking and generating. Form: ``docs/population.md``."""

from .problems import Example, PopulationError, Problem
from .reading import Population, Stored
from .schema import Column, columns_of, tables_for

__all__ = ["Column", "Example", "Population", "PopulationError", "Problem", "Stored", "columns_of", "tables_for"]
