"""From the states of a run to pixels.

Read `timeline` first: which frames lead from one state to the next, how long each lasts and what it says. `scene` draws
a frame with the `layers`, whose artists are made once and then updated; `plots` draws pictures that stand still.
`style` has the colours and sizes, `pixels` what the writers of files need to know about a picture's few colours.
"""
