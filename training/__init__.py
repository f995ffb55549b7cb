"""How the numeric reader is trained: fonts, drawn cells, looks of paper, network, loop, export, measurement."""
