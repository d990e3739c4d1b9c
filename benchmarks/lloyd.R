# Time R's kmeans from given centroids: Rscript lloyd.R points.bin n d start.bin k steps runs; prints seconds a run.
given <- commandArgs(trailingOnly = TRUE)
n <- as.integer(given[2]); d <- as.integer(given[3]); k <- as.integer(given[5])
points <- matrix(readBin(given[1], "double", n * d), n, d)
start <- matrix(readBin(given[4], "double", k * d), k, d)
for (run in seq_len(as.integer(given[7]))) {
  before <- proc.time()[["elapsed"]]
  times <- if (n < 10000) 100 else 1
  for (i in seq_len(times))
    suppressWarnings(kmeans(points, start, iter.max = as.integer(given[6]), algorithm = "Lloyd"))
  cat((proc.time()[["elapsed"]] - before) / times, "\n")
}
