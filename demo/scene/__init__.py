"""A shop door that never was, with people whose every step is known.

`script` says who walks where (pure), `truth` what that comes to, `renderer` draws it, and `source`
plays it as a camera. Tests, benchmarks and the demo use the same scene.
"""
