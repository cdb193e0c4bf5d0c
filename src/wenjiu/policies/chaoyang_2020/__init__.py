"""The employment policy of Chaoyang District, Beijing (朝政发〔2020〕9号, issued 2020-12-24), as code.

Each clause has one module. Figures and dated values are data in `parameters/`.
"""
