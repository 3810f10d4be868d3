/// How a report's page looks: on a phone and on paper, in light and in darkness.
enum PageStyle {
  /// The style sheet.
  static let text =
    rules
    + Palette.allCases.map { color in
      ".key.\(color.rawValue) { background: \(color.hex); }\n"
    }.joined()

  private static let rules = """

    :root {
      color-scheme: light dark;
      --paper: #ffffff; --ink: #1b1f24; --faint: #5b6570; --rule: #d5dae0; --tint: #f4f6f8;
      --good: #1a6b35; --fair: #805b00; --bad: #b3261e; --predicted: \(Palette.predicted.hex);
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #14171b; --ink: #e6e9ec; --faint: #a3adb8; --rule: #3a424b; --tint: #1d2228;
        --good: #6fd08c; --fair: #e6b94a; --bad: #ff8a80; --predicted: #6cb8e8;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0 auto; padding: 1.5rem clamp(1rem, 4vw, 3rem) 4rem; max-width: 76rem;
      background: var(--paper); color: var(--ink);
      font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif;
    }
    h1 { font-size: clamp(1.4rem, 4vw, 2rem); line-height: 1.2; margin: 0 0 .5rem; }
    h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.5rem 0 .75rem; }
    h1, h2, p, li { text-wrap: pretty; overflow-wrap: anywhere; }
    p, ul { max-width: 44rem; }
    header p { font-size: 1.05rem; color: var(--faint); }
    .notice {
      padding: .75rem 1rem; border-left: 4px solid var(--fair); background: var(--tint);
      color: var(--ink);
    }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; margin: 0; }
    dt { color: var(--faint); }
    dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
    code, pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .85em; }
    .scroll { overflow-x: auto; margin: 1rem 0 1.5rem; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums lining-nums; }
    caption { text-align: left; font-weight: 600; padding: .25rem 0 .5rem; }
    th, td { padding: .3rem 1.5rem .3rem 0; text-align: left; vertical-align: baseline; }
    td.number, th.number { text-align: right; white-space: nowrap; }
    thead th, tbody th { white-space: nowrap; }
    thead th { color: var(--faint); font-weight: 500; border-bottom: 2px solid var(--rule); }
    tbody th { font-weight: 400; }
    tbody tr { border-bottom: 1px solid var(--rule); }
    tbody th[scope="row"] { position: sticky; left: 0; background: var(--paper); }
    tr.group th { padding-top: .9rem; font-weight: 600; }
    .good { color: var(--good); } .fair { color: var(--fair); } .bad { color: var(--bad); }
    .good, .fair, .bad { font-weight: 600; }
    .charts { display: grid; gap: 1.5rem 3rem; margin: 1rem 0 2rem; }
    @media (min-width: 56rem) { .charts.several { grid-template-columns: 1fr 1fr; } }
    figure { margin: 0; min-width: 0; break-inside: avoid; }
    figcaption { font-weight: 600; }
    .plot { width: 100%; overflow: hidden; }
    .plot svg { display: block; max-width: 100%; height: auto; }
    .plot svg text { fill: var(--ink); }
    .plot .label text { stroke: var(--paper); stroke-width: 3px; paint-order: stroke; }
    .plot .role-axis-grid line { stroke: var(--rule); }
    .plot .role-axis-domain line, .plot .role-axis-tick line { stroke: var(--faint); }
    .plot .interval line, .plot .low-end line, .plot .high-end line {
      stroke: var(--ink); stroke-width: 1.5;
    }
    .plot .predicted path { fill: var(--predicted); stroke: var(--paper); stroke-width: 1; }
    .plot .predicted-interval line { stroke: var(--predicted); }
    .plot .part path { stroke: var(--paper); stroke-width: 1; }
    .legend {
      display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; list-style: none; padding: 0;
      margin: .25rem 0 .5rem; font-size: .875rem; color: var(--faint);
    }
    .key {
      display: inline-block; width: .8em; height: .8em; margin-right: .4em; border-radius: 2px;
      print-color-adjust: exact;
    }
    details { margin: .25rem 0; }
    summary { cursor: pointer; color: var(--faint); font-size: .875rem; }
    pre { overflow-x: auto; padding: .75rem; background: var(--tint); line-height: 1.35; }
    @media (max-width: 36rem) {
      dl { grid-template-columns: 1fr; gap: 0; }
      dd { margin-bottom: .4rem; }
      /* Each row becomes a card of labelled values; the roles keep it a table for readers. */
      table, caption, tbody, tbody th { display: block; }
      thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);}
      tbody tr { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1rem; padding: .4rem 0; }
      tbody tr.group { border-bottom-width: 2px; }
      tbody th { grid-column: 1 / -1; font-weight: 600; white-space: normal; }
      tbody th[scope="row"] { position: static; }
      td, td.number { text-align: left; padding: .1rem 0; white-space: normal; }
      td::before {
        content: attr(data-title); display: block; color: var(--faint); font-size: .75rem;
        font-weight: 400;
      }
      td.wide { grid-column: 1 / -1; }
      td:empty { display: none; }
    }
    @media print {
      :root {
        --paper: #ffffff; --ink: #000000; --faint: #444444; --rule: #bbbbbb; --tint: #ffffff;
        --good: #1a6b35; --fair: #805b00; --bad: #b3261e; --predicted: \(Palette.predicted.hex);
      }
      body { padding: 0; max-width: none; font-size: 10pt; }
      .scroll { overflow: visible; }
      .charts.several { grid-template-columns: 1fr 1fr; gap: 1rem 2rem; }
      tbody th[scope="row"] { position: static; }
      details { display: none; }
      h2, caption, figcaption { break-after: avoid; }
      tr { break-inside: avoid; }
    }

    """
}
