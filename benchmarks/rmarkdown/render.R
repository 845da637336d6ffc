# Rscript render.R FOLDER kept|read DISTRICT ...
# Renders FOLDER/review.Rmd for each district in this one process, and prints what that took
# in seconds of wall and CPU, once the session was ready: packages loaded, a first page rendered, and
# for `kept` the data read.

arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
suppressPackageStartupMessages({
  library(rmarkdown)
  source(file.path(folder, "exhibits.R"), encoding = "UTF-8")
})
names <- fread(file.path(folder, "data", "names.csv"), colClasses = "character", encoding = "UTF-8")
year <- as.integer(names$year[1])
if (arguments[2] == "kept") kept <- read_state(file.path(folder, "data"))
page_of <- function(district) {
  given <- list(
    district_id = district, name = names[district_id == district, name], year = year,
    folder = file.path(folder, "data")
  )
  render(
    file.path(folder, "review.Rmd"), output_file = file.path(folder, "pages", paste0(district, ".html")),
    params = given, envir = new.env(), quiet = TRUE
  )
}
districts <- arguments[-(1:2)]
page_of(districts[1]) # the first page of a session takes longer: it belongs to the start
before <- proc.time()
for (district in districts) page_of(district)
spent <- proc.time() - before
cat(spent[["elapsed"]], sum(spent[-3])) # the rest is user and system time, pandoc's too
