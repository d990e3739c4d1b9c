"""Answers to exercise 4, second part: ``suggest_k(gaps, errors)``."""

import numpy as np

from answers.book import Answers

SUGGEST_K = Answers()
right, wrong = SUGGEST_K.right, SUGGEST_K.wrong


@right
def with_a_loop(gaps, errors):
    for k in range(1, len(gaps)):
        if gaps[k - 1] >= gaps[k] - errors[k]:
            return k
    return len(gaps)


@right
def vectorised(gaps, errors):
    holds = np.append(gaps[:-1] >= gaps[1:] - errors[1:], True)
    return holds.argmax() + 1


@right
def with_next(gaps, errors):
    return next((k for k, (g, n, s) in enumerate(zip(gaps, gaps[1:], errors[1:]), 1) if g >= n - s), len(gaps))


@right
def backwards(gaps, errors):
    k = len(gaps)
    for j in range(len(gaps) - 1, 0, -1):
        if gaps[j - 1] - gaps[j] + errors[j] >= 0:
            k = j
    return k


@right
def with_while(gaps, errors):
    k = 1
    while k < len(gaps) and not gaps[k - 1] >= gaps[k] - errors[k]:
        k += 1
    return float(k)


@right
def in_an_array(gaps, errors):
    return np.array([with_while(gaps, errors)])


@right
def by_recursion(gaps, errors):
    if len(gaps) == 1 or gaps[0] >= gaps[1] - errors[1]:
        return 1
    return 1 + by_recursion(gaps[1:], errors[1:])


@right
def by_min(gaps, errors):
    ks = [k for k in range(1, len(gaps)) if gaps[k - 1] >= gaps[k] - errors[k]]
    return min(ks + [len(gaps)])  # noqa: RUF005


@right
def short_of_floats(gaps, errors):
    sure = gaps[:-1] >= gaps[1:] - errors[1:] - 1e-12
    return 1 + np.append(sure, True).argmax()


def where(holds, otherwise=len):
    """Return an answer with another inequality: `holds` takes Gap(K), Gap(K + 1), s_K and s_{K+1}."""

    def suggest_k(gaps, errors):
        for k in range(1, len(gaps)):
            if holds(gaps[k - 1], gaps[k], errors[k - 1], errors[k]):
                return k
        return otherwise(gaps)

    return suggest_k


wrong("highest gap")(lambda gaps, errors: gaps.argmax() + 1)
wrong("counted from 0")(lambda gaps, errors: gaps.argmax())
wrong("error does not count")(where(lambda gap, following, error, its_error: gap >= following))
wrong("You subtract s_K")(where(lambda gap, following, error, its_error: gap >= following - error))
wrong("You add the error")(where(lambda gap, following, error, its_error: gap >= following + its_error))
wrong("on the left")(where(lambda gap, following, error, its_error: gap - error >= following))
wrong("no tolerance besides the error")(
    where(lambda gap, following, error, its_error: gap >= following - its_error - 0.01)
)
wrong("no tolerance besides the error")(
    where(lambda gap, following, error, its_error: gap + 0.03 > following - its_error)
)
wrong("error does not count")(where(lambda gap, following, error, its_error: gap >= following - 0.01))
wrong("same number for every K")(where(lambda gap, following, error, its_error: gap >= following - 0.05))
wrong("it has ≥ and not >")(where(lambda gap, following, error, its_error: gap > following - its_error))
wrong("wrong way")(where(lambda gap, following, error, its_error: gap <= following - its_error))
wrong("you suggest 1")(where(lambda gap, following, error, its_error: gap >= following - its_error, lambda gaps: 1))
wrong("suggest 0 clusters")(
    where(lambda gap, following, error, its_error: gap >= following - its_error, lambda gaps: 0)
)
wrong("suggest -1")(where(lambda gap, following, error, its_error: gap >= following - its_error, lambda gaps: -1))
wrong("one short of the largest")(
    where(lambda gap, following, error, its_error: gap >= following - its_error, lambda gaps: len(gaps) - 1)
)
wrong("returns None for some input")(
    where(lambda gap, following, error, its_error: gap >= following - its_error, lambda gaps: None)
)
wrong("one too small")(lambda gaps, errors: with_a_loop(gaps, errors) - 1)
wrong("one too large")(lambda gaps, errors: with_a_loop(gaps, errors) + 1)
wrong("You return the gap itself")(lambda gaps, errors: gaps[with_a_loop(gaps, errors) - 1])
wrong("the highest gap itself")(lambda gaps, errors: max(gaps))
wrong("after subtracting its error")(lambda gaps, errors: np.argmax(gaps - errors) + 1)
wrong("smallest error")(lambda gaps, errors: errors.argmin() + 1)
wrong("every K with the highest gap")(lambda gaps, errors: np.argmax(gaps >= max(gaps) - errors[gaps.argmax()]) + 1)


@wrong("With a single gap, as for k_max = 1, there_are_two stops in line .*There is no entry")
def there_are_two(gaps, errors):
    k = 1
    while gaps[k - 1] < gaps[k] - errors[k]:
        k += 1
        if k == len(gaps):
            break
    return k


@wrong("With a single gap, as for k_max = 1, the answer is 1, and yours is 2")
def two_at_least(gaps, errors):
    return max(with_a_loop(gaps, errors), 2) if len(gaps) == 1 else with_a_loop(gaps, errors)


@wrong("search go on after it")
def the_last_that_holds(gaps, errors):
    found = len(gaps)
    for k in range(1, len(gaps)):
        if gaps[k - 1] >= gaps[k] - errors[k]:
            found = k
    return found


@wrong("several numbers")
def all_that_hold(gaps, errors):
    return [k for k in range(1, len(gaps)) if gaps[k - 1] >= gaps[k] - errors[k]]


@wrong("True or False")
def whether_it_holds(gaps, errors):
    return gaps[0] >= gaps[1] - errors[1]


@wrong("There is no entry 5 among 5")
def past_the_end(gaps, errors):
    found = []
    for k in range(len(gaps)):
        if gaps[k] >= gaps[k + 1] - errors[k + 1]:
            found.append(k + 1)
    return found[0]


@wrong("asked whether it is true")
def whole_arrays(gaps, errors):
    if gaps[:-1] >= gaps[1:] - errors[1:]:
        return 1
    return 2


@wrong("Shapes")
def arrays_that_do_not_fit(gaps, errors):
    return np.argmax(gaps[:-1] >= gaps[1:] - errors) + 1


@wrong("the rule 1|the rule 2|the rule")
def always_three(gaps, errors):
    return 3


@wrong("comes to its end and gives back nothing")
def printed_only(gaps, errors):
    print(gaps, errors)


wrong("takes an entry out of an empty array")(
    lambda gaps, errors: np.flatnonzero(gaps[:-1] >= gaps[1:] - errors[1:])[0] + 1
)
wrong("The search finds nothing")(
    lambda gaps, errors: next(k for k in range(1, len(gaps)) if gaps[k - 1] >= gaps[k] - errors[k])
)
wrong("you suggest 1")(lambda gaps, errors: np.argmax(gaps[:-1] >= gaps[1:] - errors[1:]) + 1)
wrong("a number of clusters is whole")(lambda gaps, errors: 2.5)
wrong("returns a str")(lambda gaps, errors: "3")


@wrong("error of K on the left")
def both_errors(gaps, errors):
    lower = gaps - errors
    return next((k for k in range(1, len(gaps)) if lower[k - 1] >= lower[k]), len(gaps))


@wrong("one too small")
def the_place_of_the_first(gaps, errors):
    return next((i for i in range(len(gaps) - 1) if gaps[i] >= gaps[i + 1] - errors[i + 1]), len(gaps))


@wrong("one too large")
def the_k_on_the_right(gaps, errors):
    return next((i + 2 for i in range(len(gaps) - 1) if gaps[i] >= gaps[i + 1] - errors[i + 1]), len(gaps))
