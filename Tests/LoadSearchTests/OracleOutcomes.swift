@testable import LoadSearch

/// What MLRsearch 1.2.1 (PyPI) decides: written by Oracle/outcomes.py, seed 2544.
enum OracleOutcomes {
  /// Trials at a load, each as seconds, frames sent and lost, and what they make of it.
  static let classifications: [OracleClassification] = [
    .init(
      lossRatio: 0.005, exceedRatio: 0.5, trial: 2.0, durationSum: 10.0,
      trials: [
        (1.0, 16000, 0), (0.25, 4000, 0), (0.25, 4000, 2000), (0.5, 8000, 0),
        (0.5, 8000, 32), (1.0, 16000, 64), (1.0, 16000, 0),
      ],
      class: .undecided, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.0, exceedRatio: 0.25, trial: 0.25, durationSum: 0.25,
      trials: [
        (1.0, 16000, 0), (2.0, 32000, 0), (0.25, 4000, 0), (1.0, 16000, 96),
        (2.0, 32000, 192), (1.0, 16000, 0),
      ],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.005, exceedRatio: 0.0, trial: 1.0, durationSum: 1.0,
      trials: [(0.25, 4000, 0), (1.0, 16000, 96), (0.25, 4000, 0), (0.5, 8000, 4000)],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.0, exceedRatio: 0.25, trial: 0.5, durationSum: 1.0,
      trials: [(0.5, 8000, 4000), (0.5, 8000, 4000)],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.0, exceedRatio: 0.5, trial: 1.0, durationSum: 5.0,
      trials: [(0.25, 4000, 24), (0.25, 4000, 0), (0.25, 4000, 24)],
      class: .undecided, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.0, exceedRatio: 0.5, trial: 0.25, durationSum: 0.5,
      trials: [(0.25, 4000, 24), (0.25, 4000, 2000), (2.0, 32000, 192), (2.0, 32000, 0)],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.005, exceedRatio: 0.0, trial: 0.5, durationSum: 1.0,
      trials: [
        (2.0, 32000, 0), (0.5, 8000, 32), (2.0, 32000, 0), (0.5, 8000, 4000),
        (0.25, 4000, 24),
      ],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.005, exceedRatio: 0.5, trial: 0.25, durationSum: 0.25,
      trials: [(2.0, 32000, 16000), (1.0, 16000, 0), (1.0, 16000, 96)],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.0, exceedRatio: 0.0, trial: 0.5, durationSum: 1.0,
      trials: [
        (1.0, 16000, 0), (0.5, 8000, 0), (2.0, 32000, 0), (2.0, 32000, 0),
        (0.25, 4000, 24),
      ],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.005, exceedRatio: 0.0, trial: 0.5, durationSum: 0.5,
      trials: [(0.5, 8000, 48), (0.25, 4000, 0), (1.0, 16000, 8000)],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.005, exceedRatio: 0.25, trial: 0.25, durationSum: 0.5,
      trials: [(0.25, 4000, 2000), (1.0, 16000, 0)],
      class: .lower, conditionalLossRatio: 0.0),
    .init(
      lossRatio: 0.005, exceedRatio: 0.25, trial: 2.0, durationSum: 10.0,
      trials: [(1.0, 16000, 8000), (2.0, 32000, 0), (2.0, 32000, 0), (1.0, 16000, 64)],
      class: .undecided, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.0, exceedRatio: 0.5, trial: 2.0, durationSum: 4.0,
      trials: [
        (2.0, 32000, 0), (2.0, 32000, 192), (0.5, 8000, 32), (1.0, 16000, 0),
        (0.25, 4000, 16), (1.0, 16000, 0), (0.25, 4000, 0),
      ],
      class: .lower, conditionalLossRatio: 0.0),
    .init(
      lossRatio: 0.0, exceedRatio: 0.25, trial: 0.25, durationSum: 0.25,
      trials: [(1.0, 16000, 96), (0.25, 4000, 0), (0.25, 4000, 24)],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.0, exceedRatio: 0.5, trial: 2.0, durationSum: 10.0,
      trials: [(1.0, 16000, 64), (0.25, 4000, 24)],
      class: .undecided, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.0, exceedRatio: 0.5, trial: 0.5, durationSum: 0.5,
      trials: [(2.0, 32000, 192), (2.0, 32000, 0), (0.25, 4000, 2000)],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.0, exceedRatio: 0.0, trial: 0.5, durationSum: 0.5,
      trials: [
        (0.5, 8000, 0), (1.0, 16000, 0), (1.0, 16000, 0), (1.0, 16000, 8000),
        (1.0, 16000, 8000),
      ],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.0, exceedRatio: 0.5, trial: 1.0, durationSum: 5.0,
      trials: [
        (2.0, 32000, 192), (0.5, 8000, 0), (0.5, 8000, 0), (0.5, 8000, 48),
        (0.5, 8000, 48),
      ],
      class: .undecided, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.0, exceedRatio: 0.0, trial: 0.25, durationSum: 0.25,
      trials: [
        (1.0, 16000, 0), (0.25, 4000, 16), (0.25, 4000, 0), (2.0, 32000, 128),
        (2.0, 32000, 0), (2.0, 32000, 16000), (2.0, 32000, 192),
      ],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.0, exceedRatio: 0.5, trial: 0.25, durationSum: 0.5,
      trials: [(1.0, 16000, 8000), (2.0, 32000, 16000), (2.0, 32000, 16000)],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.005, exceedRatio: 0.25, trial: 0.5, durationSum: 0.5,
      trials: [(2.0, 32000, 16000)],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.0, exceedRatio: 0.0, trial: 2.0, durationSum: 4.0,
      trials: [(2.0, 32000, 128), (1.0, 16000, 0), (2.0, 32000, 0), (0.5, 8000, 48)],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.005, exceedRatio: 0.0, trial: 2.0, durationSum: 4.0,
      trials: [
        (0.25, 4000, 16), (1.0, 16000, 0), (2.0, 32000, 0), (1.0, 16000, 8000),
        (0.25, 4000, 2000),
      ],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.0, exceedRatio: 0.0, trial: 0.5, durationSum: 1.0,
      trials: [(0.5, 8000, 0), (0.5, 8000, 32), (0.25, 4000, 0), (1.0, 16000, 64)],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.0, exceedRatio: 0.5, trial: 1.0, durationSum: 5.0,
      trials: [
        (0.5, 8000, 4000), (2.0, 32000, 128), (0.5, 8000, 48), (0.25, 4000, 0),
        (0.5, 8000, 48), (2.0, 32000, 128),
      ],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.0, exceedRatio: 0.0, trial: 1.0, durationSum: 2.0,
      trials: [
        (0.25, 4000, 24), (0.5, 8000, 48), (0.25, 4000, 2000), (2.0, 32000, 192),
        (2.0, 32000, 128), (2.0, 32000, 0), (0.25, 4000, 24),
      ],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.0, exceedRatio: 0.25, trial: 1.0, durationSum: 5.0,
      trials: [
        (0.5, 8000, 4000), (2.0, 32000, 128), (1.0, 16000, 64), (0.25, 4000, 2000),
        (1.0, 16000, 0),
      ],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.005, exceedRatio: 0.5, trial: 1.0, durationSum: 1.0,
      trials: [(1.0, 16000, 0), (0.25, 4000, 24)],
      class: .lower, conditionalLossRatio: 0.0),
    .init(
      lossRatio: 0.005, exceedRatio: 0.5, trial: 2.0, durationSum: 2.0,
      trials: [(0.25, 4000, 24), (1.0, 16000, 96), (2.0, 32000, 0), (0.25, 4000, 0)],
      class: .lower, conditionalLossRatio: 0.0),
    .init(
      lossRatio: 0.005, exceedRatio: 0.25, trial: 0.25, durationSum: 0.25,
      trials: [(1.0, 16000, 64)],
      class: .lower, conditionalLossRatio: 0.004),
    .init(
      lossRatio: 0.0, exceedRatio: 0.25, trial: 0.5, durationSum: 2.5,
      trials: [
        (2.0, 32000, 192), (1.0, 16000, 64), (2.0, 32000, 0), (1.0, 16000, 96),
        (0.5, 8000, 0),
      ],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.0, exceedRatio: 0.0, trial: 0.25, durationSum: 0.5,
      trials: [(0.5, 8000, 4000), (1.0, 16000, 8000), (0.5, 8000, 0)],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.005, exceedRatio: 0.25, trial: 2.0, durationSum: 2.0,
      trials: [(1.0, 16000, 8000), (0.5, 8000, 4000), (2.0, 32000, 0)],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.005, exceedRatio: 0.25, trial: 0.5, durationSum: 2.5,
      trials: [
        (2.0, 32000, 16000), (0.5, 8000, 0), (0.25, 4000, 24), (1.0, 16000, 64),
        (0.5, 8000, 0), (2.0, 32000, 0),
      ],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.0, exceedRatio: 0.0, trial: 0.25, durationSum: 1.25,
      trials: [(2.0, 32000, 16000), (2.0, 32000, 0), (1.0, 16000, 8000), (2.0, 32000, 128)],
      class: .upper, conditionalLossRatio: nil),
    .init(
      lossRatio: 0.005, exceedRatio: 0.0, trial: 1.0, durationSum: 5.0,
      trials: [(1.0, 16000, 64), (1.0, 16000, 96), (0.25, 4000, 24), (1.0, 16000, 0)],
      class: .upper, conditionalLossRatio: nil),
  ]

  /// Searches from 100 to 1,000,000 frames per second for 0 and 0.5 % loss, bounds within 1 %.
  static let searches: [OracleSearch] = [
    .init(
      system: .init(kind: .tailDrop, capacity: 331206.759, slope: 0),
      lossless: .init(327953.6220936102, 331264.1833394319, 327953.6220936102),
      partial: .init(331264.1833394319, 334608.16338298586, 331207.183307885),
      trials: 11, seconds: 11.0),
    .init(
      system: .init(kind: .livelock, capacity: 3324.498, slope: 2.331),
      lossless: .init(3296.04746319055, 3329.319750065652, 3296.04746319055),
      partial: .init(3329.319750065652, 3362.9279074299557, 3318.318693516922),
      trials: 23, seconds: 23.0),
    .init(
      system: .init(kind: .gradual, capacity: 805.138, slope: 5.706),
      lossless: .init(295.87033105854596, 298.85702425479064, 295.87033105854596),
      partial: .init(327.1311642576483, 330.4334231190637, 326.13076314371057),
      trials: 26, seconds: 26.0),
    .init(
      system: .init(kind: .tailDrop, capacity: 3828.73, slope: 0),
      lossless: .init(3793.6927902995003, 3831.988608622658, 3793.6927902995003),
      partial: .init(3831.988608622658, 3870.671007984951, 3828.988617540751),
      trials: 11, seconds: 11.0),
    .init(
      system: .init(kind: .livelock, capacity: 12385.487, slope: 3.16),
      lossless: .init(12286.325825649063, 12410.351393265206, 12286.325825649063),
      partial: .init(12286.325825649063, 12410.351393265206, 12286.325825649063),
      trials: 22, seconds: 22.0),
    .init(
      system: .init(kind: .gradual, capacity: 1071.479, slope: 9.743),
      lossless: .init(557.0710351771605, 562.6944454888197, 557.0710351771605),
      partial: .init(634.771223098833, 641.1789858725397, 631.7723039345866),
      trials: 29, seconds: 29.0),
    .init(
      system: .init(kind: .tailDrop, capacity: 4784.676, slope: 0),
      lossless: .init(4779.575353611994, 4827.823263899249, 4779.575353611994),
      partial: .init(4779.575353611994, 4827.823263899249, 4779.575353611994),
      trials: 10, seconds: 10.0),
    .init(
      system: .init(kind: .livelock, capacity: 60488.643, slope: 2.317),
      lossless: .init(60065.61861120153, 60671.95711696679, 60065.61861120153),
      partial: .init(60065.61861120153, 60671.95711696679, 60065.61861120153),
      trials: 23, seconds: 23.0),
    .init(
      system: .init(kind: .gradual, capacity: 19492.559, slope: 10.322),
      lossless: .init(8139.1297462776865, 8221.291020608878, 8139.1297462776865),
      partial: .init(11567.77219315673, 11684.544247932898, 11515.773217184726),
      trials: 33, seconds: 33.0),
    .init(
      system: .init(kind: .tailDrop, capacity: 19630.872, slope: 0),
      lossless: .init(19501.87353781528, 19698.7371868369, 19501.87353781528),
      partial: .init(19698.7371868369, 19897.58809601745, 19631.738080713843),
      trials: 11, seconds: 11.0),
    .init(
      system: .init(kind: .livelock, capacity: 240.169, slope: 1.779),
      lossless: .init(239.60637249620237, 242.02510343130828, 239.60637249620237),
      partial: .init(239.60637249620237, 242.02510343130828, 239.60637249620237),
      trials: 18, seconds: 18.0),
    .init(
      system: .init(kind: .gradual, capacity: 29672.409, slope: 6.811),
      lossless: .init(7897.539762303986, 7977.262281931945, 7897.539762303986),
      partial: .init(13584.464712678735, 13721.594475527303, 13518.462454799112),
      trials: 33, seconds: 33.0),
    .init(
      system: .init(kind: .tailDrop, capacity: 896.824, slope: 0),
      lossless: .init(893.1552094642867, 902.1712557091189, 893.1552094642867),
      partial: .init(893.1552094642867, 902.1712557091189, 893.1552094642867),
      trials: 10, seconds: 10.0),
    .init(
      system: .init(kind: .livelock, capacity: 4516.177, slope: 1.684),
      lossless: .init(4500.046609148856, 4545.472788050417, 4500.046609148856),
      partial: .init(4500.046609148856, 4545.472788050417, 4500.046609148856),
      trials: 22, seconds: 22.0),
    .init(
      system: .init(kind: .gradual, capacity: 1802569.004, slope: 3.684),
      lossless: .init(82834.55804072176, 83670.73992495815, 82834.55804072176),
      partial: .init(425819.6867183455, 430118.16692282783, 423727.6882574588),
      trials: 30, seconds: 30.0),
    .init(
      system: .init(kind: .tailDrop, capacity: 186.811, slope: 0),
      lossless: .init(186.4005159544884, 188.2821549508217, 186.4005159544884),
      partial: .init(186.4005159544884, 188.2821549508217, 186.4005159544884),
      trials: 10, seconds: 10.0),
    .init(
      system: .init(kind: .livelock, capacity: 270013.85, slope: 2.145),
      lossless: .init(268269.5795279729, 270977.65412629093, 268269.5795279729),
      partial: .init(268269.5795279729, 270977.65412629093, 268269.5795279729),
      trials: 23, seconds: 23.0),
    .init(
      system: .init(kind: .gradual, capacity: 2485824.701, slope: 10.198),
      lossless: .init(662454.3302674204, 669141.5429864312, 662454.3302674204),
      partial: .init(1000000.0, nil, 999908.0),
      trials: 18, seconds: 18.0),
    .init(
      system: .init(kind: .tailDrop, capacity: 517118.967, slope: 0),
      lossless: .init(515352.85840567236, 520555.1403322133, 515352.85840567236),
      partial: .init(515352.85840567236, 520555.1403322133, 515352.85840567236),
      trials: 10, seconds: 10.0),
    .init(
      system: .init(kind: .livelock, capacity: 802615.638, slope: 3.247),
      lossless: .init(801742.4823581389, 809835.7535172725, 801742.4823581389),
      partial: .init(801742.4823581389, 809835.7535172725, 801742.4823581389),
      trials: 16, seconds: 16.0),
    .init(
      system: .init(kind: .gradual, capacity: 63842.852, slope: 6.819),
      lossless: .init(15479.223898380771, 15635.480500842521, 15479.223898380771),
      partial: .init(29144.616325533847, 29438.81962390179, 29006.61814221171),
      trials: 35, seconds: 35.0),
    .init(
      system: .init(kind: .tailDrop, capacity: 3412.75, slope: 0),
      lossless: .init(3396.8753257623307, 3431.1654297671785, 3396.8753257623307),
      partial: .init(3396.8753257623307, 3431.1654297671785, 3396.8753257623307),
      trials: 10, seconds: 10.0),
    .init(
      system: .init(kind: .livelock, capacity: 985.261, slope: 3.096),
      lossless: .init(977.654462910461, 987.5234954768766, 977.654462910461),
      partial: .init(977.654462910461, 987.5234954768766, 977.654462910461),
      trials: 20, seconds: 20.0),
    .init(
      system: .init(kind: .gradual, capacity: 1317.427, slope: 4.829),
      lossless: .init(384.16228147235324, 388.0402467560718, 384.16228147235324),
      partial: .init(460.29009019733775, 464.9365354011299, 458.2888289356102),
      trials: 29, seconds: 29.0),
  ]
}
