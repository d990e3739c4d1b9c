# Time kmeans.ani of R's package animation, pictures as PNG files: Rscript kmeans_ani.R points.bin n start.bin k runs
given <- commandArgs(trailingOnly = TRUE)
suppressMessages(library(animation))
ani.options(interval = 0)
points <- matrix(readBin(given[1], "double", as.integer(given[2]) * 2), ncol = 2)
start <- matrix(readBin(given[3], "double", as.integer(given[4]) * 2), ncol = 2)
folder <- tempfile()
dir.create(folder)
for (run in seq_len(as.integer(given[5]))) {
  before <- proc.time()[["elapsed"]]
  png(file.path(folder, "%03d.png"), 640, 640)
  kmeans.ani(points, start)
  invisible(dev.off())
  cat(proc.time()[["elapsed"]] - before, length(list.files(folder)), "\n")
}
