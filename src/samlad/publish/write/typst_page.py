"""The typst sources of documents and cards. They are ours and fixed: all text comes as data."""

DOCUMENT = r"""
#let doc = json(bytes(sys.inputs.data))
#let ink = rgb("#1b2733")
#let quiet = rgb("#4a5a69")
#let deep = rgb("#0b3c5d")
#let hair = rgb("#b8c4ce")
#let pale = rgb("#eef3f7")
#let amber = rgb("#9a5b00")
#let straw = rgb("#fdf5e6")
#let day = datetime(year: doc.date.at(0), month: doc.date.at(1), day: doc.date.at(2))

#set document(title: doc.title, author: doc.author, description: doc.lead, date: day,
  keywords: doc.keywords)
#set text(font: "Samlad Sans", size: 10.5pt, fill: ink, lang: doc.language, region: doc.region,
  hyphenate: true, number-type: "lining")
#set par(leading: 0.68em, spacing: 0.95em, justify: false, linebreaks: "optimized")
#set list(marker: text(fill: deep)[•], indent: 2pt, body-indent: 7pt, spacing: 0.6em)
#set enum(indent: 2pt, body-indent: 7pt, spacing: 0.6em)
#set page(
  paper: "a4",
  margin: (top: 27mm, bottom: 25mm, left: 26mm, right: 24mm),
  header: [
    #set text(size: 8.5pt, fill: quiet)
    #grid(columns: (1fr, auto), column-gutter: 10pt, doc.running,
      if doc.mark != "" { text(fill: amber, weight: 600, doc.mark) })
    #v(-5pt)
    #line(length: 100%, stroke: 0.5pt + hair)
  ],
  footer: context [
    #set text(size: 8.5pt, fill: quiet, number-width: "tabular")
    #line(length: 100%, stroke: 0.5pt + hair)
    #v(-5pt)
    #grid(columns: (1fr, auto), column-gutter: 10pt, doc.foot,
      doc.page-words.at(0) + " " + counter(page).display() + " " + doc.page-words.at(1) + " "
      + str(counter(page).final().at(0)))
  ],
)

#show heading: set text(fill: deep, weight: 600, hyphenate: false)
#show heading.where(level: 1): set text(size: 16pt)
#show heading.where(level: 2): set text(size: 12.5pt)
#show heading.where(level: 3): set text(size: 11pt)
#show heading.where(level: 1): set block(above: 20pt, below: 9pt)
#show heading.where(level: 2): set block(above: 15pt, below: 7pt)
#show heading.where(level: 3): set block(above: 12pt, below: 6pt)
#show title: set text(size: 25pt, weight: 700, fill: deep, hyphenate: false)
#show title: set par(leading: 0.42em)
#show link: set text(fill: deep)
#show link: underline
#show figure.where(kind: table): set block(breakable: true)
#show figure: set align(left)
#show figure.caption: it => align(left, text(size: 9.5pt, weight: 600, fill: deep, it.body))
#set figure(gap: 6pt, numbering: none, outlined: false)
#set figure.caption(position: top)

#let notice(b) = {
  let gap = b.kind == "gap" or b.kind == "caution" or b.kind == "example"
  block(width: 100%, inset: (left: 11pt, right: 10pt, y: 8pt), breakable: true,
    above: 9pt, below: 9pt, fill: if gap { straw } else { pale },
    stroke: (left: 2.5pt + if gap { amber } else { deep }))[
    #if b.title != "" { strong(b.title); linebreak() }
    #b.text
  ]
}

#let facts(items) = block(width: 100%, above: 10pt, below: 12pt, breakable: false,
  grid(columns: (1fr,) * calc.min(items.len(), 3), gutter: 8pt,
    ..items.map(b => block(width: 100%, fill: pale, inset: 10pt, stroke: (top: 2pt + deep))[
      #set par(leading: 0.5em, spacing: 0.5em)
      #set text(hyphenate: false)
      #par(text(size: 8.5pt, fill: quiet, b.title))
      #par(text(size: 13.5pt, weight: 600, fill: deep, number-width: "tabular", b.text))
    ])))

#let sheet(b) = {
  let wide = b.headings.len()
  let size = if wide > 8 { 7.5pt } else if wide > 5 { 8.5pt } else { 9.5pt }
  let made = table(
    columns: b.widths.map(w => w * 1fr),
    align: (x, y) => (if b.right.at(x) { right } else { left }) + if y == 0 { bottom } else { top },
    stroke: (x, y) => (bottom: if y == 0 { 0.9pt + deep } else { 0.4pt + hair }),
    inset: (x: 4.5pt, y: 4.5pt),
    table.header(repeat: true,
      ..b.headings.map(h => strong(text(hyphenate: false, h)))),
    ..b.rows.flatten(),
  )
  set text(size: size, number-width: "tabular", hyphenate: true)
  set par(leading: 0.5em)
  block(above: 12pt, below: 4pt, breakable: b.rows.len() > 14,
    figure(made, kind: table, supplement: none, caption: b.caption))
  for n in b.notes { block(above: 4pt, below: 4pt, text(size: 8.5pt, fill: quiet, n)) }
}

#let picture(b) = block(above: 12pt, below: 12pt, breakable: false, {
  figure(image("/" + b.file, alt: b.alt, width: b.width * 1%), kind: image, supplement: none,
    caption: figure.caption(position: bottom,
      if b.caption == "" { b.title } else { b.caption }))
})

#let show-block(b) = {
  if b.block == "heading" { heading(level: b.level, b.text) }
  else if b.block == "paragraph" {
    if b.kind == "lead" { text(size: 12pt, fill: quiet, b.text); parbreak() }
    else { par(b.text) }
  }
  else if b.block == "bullets" { block(above: 9pt, below: 11pt, list(..b.items)) }
  else if b.block == "steps" { block(above: 9pt, below: 11pt, enum(..b.items)) }
  else if b.block == "table" { sheet(b) }
  else if b.block == "picture" { picture(b) }
  else if b.block == "rows" {
    for r in b.items [- #r]
  }
  else if b.block == "formula" {
    block(inset: (left: 12pt), above: 9pt, below: 9pt, text(style: "italic", b.text))
    if b.alt != b.text { block(text(size: 9pt, fill: quiet, b.alt)) }
  }
  else if b.block == "notice" { notice(b) }
  else if b.block == "facts" { facts(b.items) }
  else if b.block == "links" {
    list(..b.items.map(i => if i.at(1) == "" { i.at(0) } else { link(i.at(1), i.at(0)) }))
  }
  else if b.block == "sources" {
    set text(size: 8.5pt, fill: quiet)
    set par(leading: 0.55em)
    list(..b.items)
  }
  else if b.block == "stamp" {
    block(above: 16pt, text(size: 8.5pt, fill: quiet, b.text))
  }
}

// the cover block
#block(width: 100%, above: 0pt, below: 14pt, {
  text(size: 10pt, weight: 600, fill: quiet, doc.over)
  v(3pt)
  block(below: 10pt, title())
  if doc.lead != "" { par(leading: 0.62em, text(size: 12.5pt, fill: quiet, doc.lead)) }
  line(length: 38mm, stroke: 2.5pt + deep)
})
#if doc.mark != "" { notice((kind: "example", title: doc.mark, text: doc.mark-says)) }
#for b in doc.blocks { show-block(b) }
"""

CARD = r"""
#let doc = json(bytes(sys.inputs.data))
#let deep = rgb("#0b3c5d")
#set document(title: doc.title)
#set page(width: 1200pt, height: 630pt, margin: 0pt, fill: white)
#set text(font: "Samlad Sans", lang: doc.language, region: doc.region, hyphenate: false)
#place(top + left, rect(width: 100%, height: 26pt, fill: deep))
#place(bottom + left, rect(width: 100%, height: 92pt, fill: rgb("#eef3f7")))
#let below = doc.file != "" and not doc.beside
#let wide = if doc.beside { 640pt } else { 1060pt }
#let big = if doc.title.len() > 60 { 44pt } else if below or doc.beside { 52pt } else { 64pt }
#place(top + left, dx: 70pt, dy: 66pt, block(width: wide, {
  text(size: 27pt, weight: 600, fill: rgb("#4a5a69"), doc.over)
  v(8pt)
  block(text(size: big, weight: 700, fill: deep, par(leading: 0.4em, doc.title)))
  v(if below { 4pt } else { 14pt })
  block(text(size: if below { 28pt } else { 32pt }, fill: rgb("#1b2733"),
    par(leading: 0.55em, doc.lead)))
}))
#if doc.beside {
  place(top + right, dx: -60pt, dy: 62pt,
    block(width: 400pt, height: 440pt, align(center + horizon,
      image("/" + doc.file, alt: doc.alt, width: 400pt, height: 440pt, fit: "contain"))))
} else if below {
  place(bottom + left, dx: 70pt, dy: -106pt,
    image("/" + doc.file, alt: doc.alt, width: 1060pt, height: 225pt, fit: "contain"))
}
#place(bottom + left, dx: 70pt, dy: -30pt, text(size: 25pt, fill: rgb("#4a5a69"), doc.foot))
#if doc.mark != "" {
  place(bottom + right, dx: -60pt, dy: -30pt,
    text(size: 25pt, weight: 600, fill: rgb("#9a5b00"), doc.mark))
}
"""

RASTER = r"""
#let doc = json(bytes(sys.inputs.data))
#set document(title: doc.title)
#set text(font: "Samlad Sans")
#set page(width: doc.width * 1pt, height: auto, margin: 0pt, fill: white)
#image("/" + doc.file, alt: doc.alt, width: 100%)
"""
