"""Reads, checks and generates populations: folders of Parquet tables in the format of ``docs/population.md``."""

from .problems import Example, PopulationError, Problem
from .reading import Population, Stored
from .schema import Column, columns_of, tables_for

__all__ = ["Column", "Example", "Population", "PopulationError", "Problem", "Stored", "columns_of", "tables_for"]
