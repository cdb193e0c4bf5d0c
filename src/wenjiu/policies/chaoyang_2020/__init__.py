"""Chaoyang District, Beijing: 朝政发〔2020〕9号, employment implementation opinion of 2020-12-24, as code.

One module per clause, in the clause's order; figures and dated values are data in `parameters/`.
"""
