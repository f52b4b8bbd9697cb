"""Charts: plain values in, shapes in percent of a plot out; `charts.html` draws them without any script."""
