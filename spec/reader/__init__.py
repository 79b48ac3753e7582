"""Reads a documentation page as people get it, rendered or saved, back into API Blueprint.

Three stages: the page becomes lines (`text`, `html`), lines become parts with their sections
(`furniture`, `headings`, `parts`, `sections`, `bodies`, `members`), and parts are written as
Blueprint (`writer`). Every judgement on the way is a repair with its line.
"""
