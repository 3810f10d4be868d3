#!/usr/bin/env python3
"""Writes OracleOutcomes.swift: what MLRsearch 1.2.1 (PyPI) decides on seeded systems.

    python3 -m venv venv && venv/bin/pip install MLRsearch==1.2.1
    venv/bin/python outcomes.py >../OracleOutcomes.swift
"""
import math
import random

from MLRsearch import (
    AbstractMeasurer, Config, MeasurementResult, MultipleLossRatioSearch, SearchGoal)
from MLRsearch.discrete_result import DiscreteResult
from MLRsearch.discrete_load import DiscreteLoad
from MLRsearch.load_rounding import LoadRounding
from MLRsearch.discrete_width import DiscreteWidth
from MLRsearch.target_spec import TargetSpec
from MLRsearch.target_stat import TargetStat


def loss(system, load):
    """The share of frames that a system loses; DrawnSystem.lossRatio is the same."""
    kind, capacity, slope = system
    if kind == "tailDrop":
        return 0.0 if load <= capacity else 1 - capacity / load
    if kind == "livelock":
        return 0.0 if load <= capacity else min(1.0, slope * (load - capacity) / load)
    return min(1.0, (load / capacity) ** slope)


class Measurer(AbstractMeasurer):
    def __init__(self, system):
        self.system, self.trials, self.seconds = system, 0, 0.0

    def measure(self, intended_duration, intended_load):
        sent = math.floor(intended_load * intended_duration + 0.5)
        lost = math.floor(loss(self.system, intended_load) * sent)
        self.trials += 1
        self.seconds += intended_duration
        return MeasurementResult(
            intended_duration=intended_duration, intended_load=intended_load,
            offered_count=sent, loss_count=lost)


def search(system):
    goals = [
        SearchGoal(loss_ratio=ratio, exceed_ratio=0.5, relative_width=0.01,
                   initial_trial_duration=1, final_trial_duration=1, duration_sum=5,
                   preceding_targets=2, fail_fast=False) for ratio in (0.0, 0.005)]
    config = Config()
    config.goals, config.max_load, config.min_load = goals, 1_000_000, 100
    config.warmup_duration = None
    measurer = Measurer(system)
    found = MultipleLossRatioSearch(config).search(measurer, debug=lambda text: None)
    number = lambda value: "nil" if value is None else repr(float(value))
    bounds = [", ".join([number(result.relevant_lower_bound), number(result.relevant_upper_bound),
                         number(result.conditional_throughput)])
              for result in (found[goal] for goal in goals)]
    return bounds, measurer


def classification(draw):
    durations = [0.25, 0.5, 1.0, 2.0]
    trial = draw.choice(durations)
    goal = (draw.choice([0.0, 0.005]), draw.choice([0.0, 0.25, 0.5]), trial,
            trial * draw.choice([1, 2, 5]))
    rounding = LoadRounding(min_load=1000, max_load=1e6, float_goals=[0.01])
    target = TargetSpec(
        loss_ratio=goal[0], exceed_ratio=goal[1],
        discrete_width=DiscreteWidth(rounding=rounding, float_width=0.01),
        trial_duration=goal[2], duration_sum=goal[3], expansion_coefficient=2, fail_fast=False,
        preceding=None)
    stat = TargetStat(target)
    load = DiscreteLoad.float_conver(rounding=rounding)(16_000.0).rounded_down()
    trials = []
    for _ in range(draw.randint(1, 7)):
        seconds = draw.choice(durations)
        sent = int(16_000 * seconds)
        lost = draw.choice([0, 0, int(0.004 * sent), int(0.006 * sent), sent // 2])
        trials.append((seconds, sent, lost))
        stat.add(DiscreteResult.with_load(
            MeasurementResult(intended_duration=seconds, intended_load=float(load),
                              offered_count=sent, loss_count=lost), load))
    optimistic, pessimistic = stat.estimates()
    kind = "undecided" if optimistic != pessimistic else "lower" if optimistic else "upper"
    ratio = stat.pessimistic_loss_ratio if kind == "lower" else None
    return goal, trials, kind, ratio


draw = random.Random(2544)
print("""@testable import LoadSearch

/// What MLRsearch 1.2.1 (PyPI) decides: written by Oracle/outcomes.py, seed 2544.
enum OracleOutcomes {
  /// Trials at a load, each as seconds, frames sent and lost, and what they make of it.
  static let classifications: [OracleClassification] = [""")
for _ in range(36):
    goal, trials, kind, ratio = classification(draw)
    listed = ", ".join(f"({s}, {n}, {l})" for s, n, l in trials)
    print(f"    .init(\n      lossRatio: {goal[0]}, exceedRatio: {goal[1]}, trial: {goal[2]}, "
          f"durationSum: {goal[3]},")
    line = f"      trials: [{listed}],"
    if len(line) > 95:
        texts = [f"({s}, {n}, {l})" for s, n, l in trials]
        rows = [", ".join(texts[place:place + 4]) for place in range(0, len(texts), 4)]
        line = "      trials: [\n" + "".join(f"        {row},\n" for row in rows) + "      ],"
    print(line)
    print(f"      class: .{kind}, conditionalLossRatio: {'nil' if ratio is None else ratio}),")
print("""  ]

  /// Searches from 100 to 1,000,000 frames per second for 0 and 0.5 % loss, bounds within 1 %.
  static let searches: [OracleSearch] = [""")
for place in range(24):
    capacity = round(math.exp(draw.uniform(math.log(150), math.log(3e6))), 3)
    kind = ["tailDrop", "livelock", "gradual"][place % 3]
    slope = {"tailDrop": 0, "livelock": round(draw.uniform(1.1, 4), 3),
             "gradual": round(draw.uniform(3, 12), 3)}[kind]
    bounds, measurer = search((kind, capacity, slope))
    print(f"    .init(\n      system: .init(kind: .{kind}, capacity: {capacity}, slope: {slope}),")
    for name, bound in zip(("lossless", "partial"), bounds):
        print(f"      {name}: .init({bound}),")
    print(f"      trials: {measurer.trials}, seconds: {measurer.seconds}),")
print("  ]\n}")
