"""The lessons and the exercises: `lab` opens the notebooks in JupyterLab, `site` makes web pages of them."""
