// What a reader would find wrong with the layout of a page as it stands: text that is cut off, outside
// its figure, over another text, too small or too pale, and what scrolls but cannot be reached by key.
//
// ({least: smallest chart text, leastText: smallest text, both in px; colours: whether to look at
// contrast; font: the characters that the embedded font has}) => faults, one string each
({least, leastText, colours, font}) => {
  const faults = new Set()
  const window_ = document.documentElement
  const said = text => "'" + text.replace(/\s+/g, ' ').trim().slice(0, 50) + "'"
  const where = e => {
    const named = e.closest('[id]')
    return named && named.id !== 'main' ? ` (in #${named.id})` : ''
  }
  const remembered = compute => {
    const known = new Map()
    return key => {
      if (!known.has(key)) known.set(key, compute(key))
      return known.get(key)
    }
  }
  const style = remembered(e => getComputedStyle(e))
  const box = remembered(e => e.getBoundingClientRect())

  const overflow = window_.scrollWidth - window_.clientWidth
  if (overflow > 0) faults.add(`the page scrolls sideways by ${overflow} px`)

  // ── What scrolls
  const scrolls = remembered(e => {
    const {overflowX, overflowY} = style(e)
    const by = value => value === 'auto' || value === 'scroll'
    return !(e instanceof SVGElement) && e !== document.body && (by(overflowX) || by(overflowY))
  })
  const region = remembered(e => (!e || e === document.body ? null : scrolls(e) ? e : region(e.parentElement)))
  for (const e of document.body.querySelectorAll('*')) {
    if (e instanceof SVGElement || !scrolls(e) || !e.checkVisibility()) continue
    if (e.scrollWidth <= e.clientWidth + 1 && e.scrollHeight <= e.clientHeight + 1) continue
    const labels = (e.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean)
    const name = e.getAttribute('aria-label') || labels.map(id => document.getElementById(id)?.textContent).join('')
    const what = `<${e.tagName.toLowerCase()} class="${e.className}">${where(e)}`
    if (!name) faults.add(`scrolls without a name: ${what}`)
    // Links bring what they stand in into view, and a navigation is a region by itself.
    if (e.tagName === 'NAV' && e.querySelector('a[href]')) continue
    if (e.getAttribute('role') !== 'region' && e.tagName !== 'SECTION') faults.add(`scrolls, but is no region: ${what}`)
    if (e.tabIndex !== 0) faults.add(`scrolls, but not by key: ${what}`)
  }

  // ── Text, line by line. Hidden from sight is what is shrunk to a dot for those who listen.
  const unseen = remembered(e => {
    if (!e || e === document.body) return false
    const {overflowX, clip, clipPath} = style(e), {width, height} = box(e)
    const clipped = clipPath.startsWith('inset(') || clip.startsWith('rect(')
    const dot = !(e instanceof SVGElement) && (clipped || (width <= 1.5 && height <= 1.5 && overflowX !== 'visible'))
    return dot || e.matches('.skip:not(:focus)') || unseen(e.parentElement)
  })
  const shown = remembered(e => e.checkVisibility({checkOpacity: true, checkVisibilityCSS: true}) && !unseen(e))
  // The boxes that cut off what is too large for them, up to the next one that scrolls.
  const cutters = remembered(e => {
    if (!e || e === document.body || scrolls(e)) return []
    const cuts = !(e instanceof SVGElement) && style(e).overflowX !== 'visible'
    return cuts ? [e, ...cutters(e.parentElement)] : cutters(e.parentElement)
  })
  const figure = remembered(e => (e instanceof SVGElement ? e.closest('svg') : null))
  const scale = remembered(e => {
    const to = e.getScreenCTM()
    return to ? Math.sqrt(Math.abs(to.a * to.d - to.b * to.c)) : 1
  })

  const lines = [], parents = new Set()
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const range = document.createRange()
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement
    if (!node.data.trim() || parent.closest('title, desc, script, style, noscript, template, option')) continue
    if (!shown(parent)) continue
    range.selectNodeContents(node)
    const rects = [...range.getClientRects()].filter(r => r.width > 0.5 && r.height > 0.5)
    if (!rects.length) continue
    parents.add(parent)
    for (const character of new Set(node.data)) if (!font.includes(character) && character.trim()) faults.add(`the font has no ${said(character)} of ${said(node.data)}${where(parent)}`)
    const svg = figure(parent)
    const around = svg && box(svg)
    for (const r of rects) {
      // From the height of capitals to the base line: boxes of lines may touch, letters may not.
      const line = {node, parent, left: r.left, right: r.right, top: r.top + 0.2 * r.height, bottom: r.bottom - 0.22 * r.height, region: region(parent)}
      lines.push(line)
      if (svg && (line.left < around.left - 1.5 || line.right > around.right + 1.5 || line.top < around.top - 1.5 || line.bottom > around.bottom + 1.5))
        faults.add(`outside its figure: ${said(node.data)}${where(parent)}`)
      if (!line.region && (line.left < -1 || line.right > window_.clientWidth + 1)) faults.add(`past the edge: ${said(node.data)}${where(parent)}`)
      if (line.region && line.left < box(line.region).left - line.region.scrollLeft - 1) faults.add(`before the start of what scrolls: ${said(node.data)}${where(parent)}`)
      for (const cutter of cutters(parent)) {
        const edge = box(cutter)
        if (line.left < edge.left - 1 || line.right > edge.right + 1 || line.top < edge.top - 1 || line.bottom > edge.bottom + 1) faults.add(`cut off: ${said(node.data)}${where(parent)}`)
      }
    }
  }

  // ── One text over another: from the top down, each line against those that are still open. What
  // scrolls is a sheet of its own: where it is cut off, nothing else is printed over.
  lines.sort((a, b) => a.top - b.top)
  let open = []
  for (const line of lines) {
    open = open.filter(other => other.bottom > line.top + 1)
    for (const other of open) {
      if (other.region !== line.region || other.node === line.node) continue
      const wide = Math.min(other.right, line.right) - Math.max(other.left, line.left)
      const high = Math.min(other.bottom, line.bottom) - line.top
      if (wide > 1 && high > 1) faults.add(`over one another: ${said(other.node.data)} and ${said(line.node.data)}${where(line.parent)}`)
    }
    open.push(line)
  }

  // ── Size
  for (const parent of parents) {
    const svg = figure(parent)
    const size = parseFloat(style(parent).fontSize) * (svg ? scale(parent) : 1)
    if (size < (svg ? least : leastText) - 0.05) faults.add(`${size.toFixed(1)} px is too small: ${said(parent.textContent)}${where(parent)}`)
  }
  if (!colours) return [...faults]

  // ── Contrast against what is painted behind: fills of shapes in a figure, else backgrounds.
  const pixel = Object.assign(document.createElement('canvas'), {width: 1, height: 1}).getContext('2d', {willReadFrequently: true})
  const rgba = remembered(colour => {
    pixel.clearRect(0, 0, 1, 1)
    pixel.fillStyle = colour
    pixel.fillRect(0, 0, 1, 1)
    const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data
    return [r, g, b, a / 255]
  })
  const over = ([r, g, b, a], [R, G, B]) => [a * r + (1 - a) * R, a * g + (1 - a) * G, a * b + (1 - a) * B]
  const light = remembered(rgb => {
    const [r, g, b] = rgb.split(',').map(v => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  })
  const faint = remembered(e => (e ? parseFloat(style(e).opacity) * faint(e.parentElement) : 1))
  const paper = remembered(e => {
    if (!e) return style(document.documentElement).colorScheme === 'dark' ? [0, 0, 0] : [255, 255, 255]
    const below = paper(e.parentElement)
    return e instanceof SVGElement ? below : over(rgba(style(e).backgroundColor), below)
  })
  const shapes = remembered(svg => [...svg.querySelectorAll('rect, path, circle, ellipse, polygon')].filter(s => style(s).fill !== 'none' && !s.closest('defs, clipPath, mask')))
  const behind = parent => {
    const svg = figure(parent)
    let ground = paper(svg ?? parent)
    if (!svg) return ground
    const {left, right, top, bottom} = box(parent)
    for (const shape of shapes(svg)) {
      if (!(shape.compareDocumentPosition(parent) & Node.DOCUMENT_POSITION_FOLLOWING)) continue
      const edge = box(shape), x = (left + right) / 2, y = (top + bottom) / 2
      if (x < edge.left || x > edge.right || y < edge.top || y > edge.bottom) continue
      if (!shape.isPointInFill(new DOMPoint(x, y).matrixTransform(shape.getScreenCTM().inverse()))) continue
      const [r, g, b, a] = rgba(style(shape).fill)
      ground = over([r, g, b, a * parseFloat(style(shape).fillOpacity) * faint(shape)], ground)
    }
    return ground
  }
  for (const parent of parents) {
    const ground = behind(parent), {fill, fillOpacity, color, fontSize, fontWeight} = style(parent)
    const [r, g, b, a] = rgba(figure(parent) ? fill : color)
    const ink = over([r, g, b, a * faint(parent) * (figure(parent) ? parseFloat(fillOpacity) : 1)], ground)
    const [lighter, darker] = [light(ink.join()), light(ground.join())].sort((x, y) => y - x)
    const contrast = (lighter + 0.05) / (darker + 0.05)
    const large = parseFloat(fontSize) >= (fontWeight >= 600 ? 18.66 : 24)
    if (contrast < (large ? 3 : 4.5) - 0.01) faults.add(`contrast ${contrast.toFixed(2)}: ${said(parent.textContent)}${where(parent)}`)
  }
  // ── Characters that the style sheet adds
  for (const e of document.body.querySelectorAll('*')) {
    if (e instanceof SVGElement || !e.checkVisibility()) continue
    for (const which of ['::before', '::after'])
      for (const [, text] of getComputedStyle(e, which).content.matchAll(/"((?:[^"\\]|\\.)*)"/g))
        for (const character of text) if (!font.includes(character) && character.trim()) faults.add(`the font has no ${said(character)}, which the style sheet adds${where(e)}`)
  }
  return [...faults]
}
