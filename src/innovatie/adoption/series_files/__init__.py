"""Adoption series in CSV files, for the shell: `innovatie adoption forecast` and `backtest`.

Two forms, told apart by their header (a comma, semicolon or tab between fields, UTF-8):

- `period,adopters`: one row for each period. A period is a year (1998), a quarter (2024-K3, 2024Q3), a month
  (2024-07), a date (the first day of the period) or a rank (1, 2, 3). Columns named `new`, `nieuw` or `adoptions`
  hold new adopters, `cumulative`, `cumulatief` or `total` hold running totals. For `adopters` the numbers decide:
  if they never fall they are running totals, if they fall somewhere they are new adopters (`--counts` overrules).
- `municipality,date`: one row for each adopter (also `gemeente_code`, `state`, `eerste_registratie`, `adopt_year`).
  The first date of each adopter counts. A column `innovatie`, `policy` or `solution` parts one file into series.

A column `population`, a file `population.csv` (`series,population`) or the file name (`name.N50.csv`) says how many
could adopt; `--population` is for all other series.
"""

from innovatie.adoption.series_files.parsing import Columns, FileProblem, RawSeries, read_file
from innovatie.adoption.series_files.reading import Counts, SeriesFile, load_directory, load_file

__all__ = ["Columns", "Counts", "FileProblem", "RawSeries", "SeriesFile", "load_directory", "load_file", "read_file"]
