# What review.Rmd shows: charts, tables and sentences from one district's rows.
# `one` is the list that district_of() returns; `year` the year of the review.

library(data.table)
library(ggplot2)

LEVELS <- c("elementary", "middle", "high")
GROUPS <- c("lowest", "second", "third", "highest", "lower", "higher")
COMPARED <- c(
  "district quartiles" = "quarters of need in the district", "state quartiles" = "quarters of poverty in the state",
  "exposure ed" = "economically disadvantaged students and others",
  "exposure color" = "students of color and White students"
)
theme_set(theme_minimal(base_size = 11))

# All files of the folder, whole state, as text where an id has leading zeros.
read_state <- function(folder) {
  files <- list.files(folder, pattern = "[.]csv$", full.names = TRUE)
  ids <- list(character = c("district_id", "school_id"))
  state <- lapply(files, \(file) suppressWarnings(fread(file, colClasses = ids, encoding = "UTF-8")))
  setNames(state, sub("[.]csv$", "", basename(files)))
}

district_of <- function(state, id) {
  lapply(state, \(rows) if ("district_id" %in% names(rows)) rows[district_id == id] else rows)
}

percent <- function(share) ifelse(is.na(share), "not reported", sprintf("%.0f%%", 100 * share))
points <- function(gap) ifelse(is.na(gap), "not known", sprintf("%+.0f points", 100 * gap))
metric_of <- function(one, id) one$metrics[metric == id]
heading <- function(text) cat("\n\n## ", text, "\n\n", sep = "")
said <- function(...) cat("\n\n", ..., "\n\n", sep = "")
shown <- function(table, caption) {
  cat("\n\n")
  print(knitr::kable(table, caption = caption, format = "html", table.attr = "class='table'"))
  cat("\n\n")
}
missing_exhibit <- function(question) said("**", question, "** The files of this district do not say.")

# The schools of a measure in the year, and the same pooled by level and need group.
school_values <- function(one, id, year_shown, group_shown = "all") {
  own <- one$measures[metric == id & year == year_shown & group == group_shown & !is.na(value)]
  names <- one$schools[year == year_shown, .(school_id, short_name, enrollment)]
  merge(own, names, by = "school_id")[, level := factor(level, LEVELS)][order(level, need)]
}
pooled <- function(rows, by) {
  rows[, .(value = sum(numerator) / sum(denominator), people = sum(denominator), schools = .N), by = by]
}

# Which two groups a level is compared by: quarters where there are enough schools, else halves.
sides <- function(groups, of_level) {
  present <- groups[level == of_level, as.character(need_group)]
  if (all(c("highest", "lowest") %in% present)) c("highest", "lowest") else c("higher", "lower")
}
need_sentence <- function(groups, label) {
  main <- groups[, .(schools = sum(schools)), by = level][which.max(schools), as.character(level)]
  both <- sides(groups, main)
  value <- \(group) groups[level == main & need_group == group, value]
  sprintf("%s, %s schools: %s where need is %s, %s where it is %s (%s).", label, main,
          percent(value(both[1])), both[1], percent(value(both[2])), both[2],
          points(value(both[1]) - value(both[2])))
}

strips <- function(one, id, year_shown, exhibit, question) {
  rows <- school_values(one, id, year_shown)
  label <- metric_of(one, id)$label
  if (!nrow(rows)) return(missing_exhibit(question))
  grouped <- rows[need_group != ""][, need_group := factor(need_group, GROUPS)]
  groups <- pooled(grouped, c("level", "need_group"))
  state <- one$state[metric == id & year == year_shown & group == "all" & level %in% rows$level]
  state[, level := factor(level, LEVELS)]
  heading(if (nrow(groups)) need_sentence(groups, label) else paste(label, "by school"))
  said("**Exhibit ", exhibit, "** ", question, " Computed for ", nrow(rows), " schools.")
  print(ggplot(rows, aes(value, factor(need_group, c("", GROUPS)))) +
    geom_col(data = groups, fill = "grey85", width = 0.6) +
    geom_point(shape = 21, size = 2.4, fill = "white") +
    geom_vline(data = state, aes(xintercept = value), linetype = "dashed") +
    geom_text(data = groups, aes(label = percent(value)), hjust = -0.2, size = 3) +
    facet_grid(level ~ ., scales = "free_y", space = "free_y") +
    scale_x_continuous(labels = scales::percent) + labs(x = label, y = "need"))
  ends <- rows[order(value)][c(1, .N)]
  said("Pooled: ", paste0(groups$level, ", ", groups$need_group, " ", percent(groups$value), collapse = "; "),
       ". State: ", paste(state$level, percent(state$value), collapse = "; "), ". Highest: ",
       ends$short_name[2], ", ", percent(ends$value[2]), "; lowest: ", ends$short_name[1], ", ",
       percent(ends$value[1]), ".")
  surely(one, id, "need")
  shown(rows[, .(School = short_name, Level = level, Need = percent(need), Group = need_group,
                 Value = percent(value), People = denominator)], label)
}

# How sure the finding in the title is; the tests are the kit's own, ready made, as for the kit.
surely <- function(one, id, of_kind) {
  found <- one$findings[metric == id & kind == of_kind][1]
  if (!is.na(found$certainty)) said("*How sure.* ", found$certainty, ": ", found$why, ". ", found$sensitivity)
}

groups <- function(one, id, year_shown, exhibit, question) {
  rows <- one$comparisons[metric == id & year == year_shown & kind == "group" & !is.na(gap)]
  if (!nrow(rows)) return(missing_exhibit(question))
  rows <- merge(rows, one$groups, by.x = "focus", by.y = "group")[order(-focus_n)]
  first <- rows[1]
  heading(sprintf("%s: %s against %s of all other students (%s).", first$label,
                  percent(first$focus_value), percent(first$reference_value), points(first$gap)))
  said("**Exhibit ", exhibit, "** ", question, " Computed for ", first$schools, " schools.")
  long <- melt(rows, id.vars = "label", measure.vars = c("within", "between"), variable.name = "part")
  print(ggplot(long, aes(value, label, fill = part)) + geom_col(width = 0.6) +
    scale_fill_grey(start = 0.35, end = 0.75) + scale_x_continuous(labels = scales::percent) +
    labs(x = "difference to all other students", y = NULL, fill = NULL))
  said(paste0(rows$label, ": ", percent(rows$focus_value), " against ", percent(rows$reference_value), ", ",
              points(rows$within), " within, ", points(rows$between), " between", collapse = "; "), ".")
  surely(one, id, "group")
  shown(rows[, .(Group = label, Share = percent(focus_value), Others = percent(reference_value),
                 Within = points(within), Between = points(between), Students = focus_n)],
        "Student groups and all other students")
}

paired <- function(one, year_shown, exhibit, question) {
  rows <- one$comparisons[year == year_shown & kind == "need" & !is.na(gap)]
  rows <- merge(rows, one$metrics[unit == "share"], by = "metric")
  if (!nrow(rows)) return(missing_exhibit(question))
  main <- rows[, .N, by = level][which.max(N), level]
  rows <- rows[level == main][order(gap)][, label := factor(label, unique(label))]
  most <- rows[which.max(abs(gap))]
  heading(sprintf("The two sides of %s schools differ most on %s (%s).", main, most$label, points(most$gap)))
  said("**Exhibit ", exhibit, "** ", question, " ", nrow(rows), " measures.")
  print(ggplot(rows, aes(y = label)) +
    geom_segment(aes(x = reference_value, xend = focus_value, yend = label), colour = "grey60") +
    geom_point(aes(x = reference_value), shape = 21, size = 3, fill = "white") +
    geom_point(aes(x = focus_value), size = 3) +
    scale_x_continuous(labels = scales::percent) + labs(x = "greater need (full), lesser need (open)", y = NULL))
  said(paste0(rows$label, ": ", percent(rows$focus_value), " against ", percent(rows$reference_value), collapse = "; "), ".")
  shown(rows[, .(Measure = label, Greater = percent(focus_value), Lesser = percent(reference_value),
                 Difference = points(gap))], paste("Schools of greater and of lesser need,", main))
}

years <- function(one, id, exhibit, question) {
  rows <- one$comparisons[metric == id & kind == "need" & !is.na(gap)]
  label <- metric_of(one, id)$label
  if (!nrow(rows)) return(missing_exhibit(question))
  main <- rows[, .N, by = level][which.max(N), level]
  rows <- rows[level == main][order(year)]
  state <- one$state[metric == id & group == "all" & level == main, .(year, state = value)]
  rows <- merge(rows, state, by = "year")
  ends <- rows[c(1, .N)]
  heading(sprintf("%s, %s schools: %s in %d and %s in %d.", label, main, points(ends$gap[1]),
                  ends$year[1], points(ends$gap[2]), ends$year[2]))
  said("**Exhibit ", exhibit, "** ", question, " ", nrow(rows), " years.")
  long <- melt(rows, id.vars = "year", measure.vars = c("focus_value", "reference_value", "state"))
  print(ggplot(long, aes(year, value, linetype = variable)) + geom_line() + geom_point() +
    scale_y_continuous(labels = scales::percent, limits = c(0, NA)) +
    scale_linetype(labels = c("greater need", "lesser need", "state")) + labs(y = label, linetype = NULL))
  said("Greater need ", percent(ends$focus_value[1]), " in ", ends$year[1], ", ", percent(ends$focus_value[2]),
       " in ", ends$year[2], "; lesser need ", percent(ends$reference_value[1]), " and ",
       percent(ends$reference_value[2]), "; state ", percent(ends$state[1]), " and ", percent(ends$state[2]), ".")
  shown(rows[, .(Year = year, Greater = percent(focus_value), Lesser = percent(reference_value),
                 State = percent(state), Difference = points(gap))], paste(label, "over the years"))
}

representation <- function(one, year_shown, exhibit, question) {
  rows <- merge(one$indices[year == year_shown], one$groups, by.x = "part", by.y = "group")
  rows <- rows[!is.na(value) & !is.na(reference)][order(-value)]
  if (!nrow(rows)) return(missing_exhibit(question))
  rows[, gap := reference - value]
  most <- rows[which.max(abs(gap))]
  heading(sprintf("%s of students and %s of teachers are %s.", percent(most$value), percent(most$reference), most$label))
  said("**Exhibit ", exhibit, "** ", question, " ", nrow(rows), " groups.")
  long <- melt(rows, id.vars = "label", measure.vars = c("value", "reference"))
  print(ggplot(long, aes(value, label, fill = variable)) + geom_col(position = "dodge", width = 0.7) +
    scale_fill_grey(labels = c("students", "teachers")) + scale_x_continuous(labels = scales::percent) +
    labs(x = NULL, y = NULL, fill = NULL))
  said(paste0(rows$label, ": ", percent(rows$value), " and ", percent(rows$reference), collapse = "; "), ".")
  shown(rows[, .(Group = label, Students = percent(value), Teachers = percent(reference), Difference = points(gap))],
        "Students and teachers by race")
}

teacher_gaps <- function(one, year_shown, exhibit, question) {
  rows <- merge(one$teacher_gaps[year == year_shown & !is.na(gap)], one$metrics, by = "metric")
  rows <- rows[scope == "district quartiles" | level == "all"]
  if (!nrow(rows)) return(missing_exhibit(question))
  rows[, scope := COMPARED[scope]]
  first <- rows[level == "all"][1]
  heading(sprintf("%s: %s against %s, %s (%s; in the state %s).", first$label, percent(first$high),
                  percent(first$low), first$scope, points(first$gap), points(first$state_gap)))
  said("**Exhibit ", exhibit, "** ", question, " ", uniqueN(rows$metric), " measures.")
  shown(rows[, .(Measure = label, Compared = paste(scope, level), First = percent(high), Second = percent(low),
                 Difference = points(gap), State = points(state_gap))], "Teachers of both sides")
}
