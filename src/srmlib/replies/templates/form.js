'use strict'
// One page without network or server. What is typed is only ever a value or a text of the page,
// never markup; nothing is kept but in the two files that are saved.
const FORM = JSON.parse(document.getElementById('form-data').textContent)
const MOST_BYTES = 1000000
const one = (selector, within = document) => within.querySelector(selector)
const all = (selector, within = document) => [...within.querySelectorAll(selector)]
const at = id => document.getElementById(id)
const chosen = name => one(`input[name="${name}"]:checked`)?.value ?? null
const ELEMENTS = all('.element[data-element]')
const QUESTIONS = ['communication', 'satisfaction', 'trust', 'compatibility']
let sealed = null
let replyUnsaved = false
let ratingsUnsaved = false

// --- Sealing: the same text as srmlib.replies.sealing.canonical_text, byte for byte.

function plain(text) {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\p{Surrogate}/gu, '\uFFFD')
  return lines.replace(/(?![\n\t])[\p{Cc}\p{Noncharacter_Code_Point}]/gu, '').normalize('NFC')
}

function sealedText(file) {
  const isFirst = file.schema_version === 1
  const rows = file.ratings.map(r => [r.element, r.version, r.colour, plain(r.comment), r.visible, ...isFirst ? [] : [plain(r.will_do)]])
  const health = file.health && [...QUESTIONS.map(q => file.health[q]), plain(file.health.comment), file.health.visible]
  return JSON.stringify({
    supplier: file.supplier,
    quarter: file.quarter,
    side: file.side,
    rater: plain(file.rater),
    champion: file.champion,
    locked_at: file.locked_at,
    salt: file.salt,
    ratings: rows,
    ...isFirst ? {} : {values: file.values.map(v => [v.topic, v.value]), health: health || null},
  })
}

// What a reply's checksum is over: all of it but the checksum, as it is written.
function replyText(reply) {
  const {checksum, ...rest} = reply
  return JSON.stringify(rest)
}

const hex = numbers => numbers.map(n => n.toString(16).padStart(2, '0')).join('')

async function sha256(text) {
  const bytes = new TextEncoder().encode(text)
  if (!globalThis.crypto?.subtle) return sha256InScript(bytes)
  return hex([...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))])
}

// FIPS 180-4, for browsers that give a page from disk no crypto.subtle.
function sha256InScript(bytes) {
  const primes = []
  for (let n = 2; primes.length < 64; n++) if (primes.every(p => n % p)) primes.push(n)
  const fraction = x => ((x - Math.floor(x)) * 4294967296) | 0
  const K = primes.map(p => fraction(Math.cbrt(p)))
  const H = primes.slice(0, 8).map(p => fraction(Math.sqrt(p)))
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) * 64)
  padded.set(bytes)
  padded[bytes.length] = 128
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 536870912))
  view.setUint32(padded.length - 4, bytes.length << 3)
  const turn = (x, by) => (x >>> by) | (x << (32 - by))
  for (let block = 0; block < padded.length; block += 64) {
    const w = []
    for (let t = 0; t < 16; t++) w[t] = view.getInt32(block + 4 * t)
    for (let t = 16; t < 64; t++) {
      const early = turn(w[t - 15], 7) ^ turn(w[t - 15], 18) ^ (w[t - 15] >>> 3)
      const late = turn(w[t - 2], 17) ^ turn(w[t - 2], 19) ^ (w[t - 2] >>> 10)
      w[t] = (w[t - 16] + early + w[t - 7] + late) | 0
    }
    let [a, b, c, d, e, f, g, h] = H
    for (let t = 0; t < 64; t++) {
      const upper = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)
      const first = (h + upper + ((e & f) ^ (~e & g)) + K[t] + w[t]) | 0
      const lower = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)
      const second = (lower + ((a & b) ^ (a & c) ^ (b & c))) | 0
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
    }
    ;[a, b, c, d, e, f, g, h].forEach((x, i) => { H[i] = (H[i] + x) | 0 })
  }
  return H.map(x => (x >>> 0).toString(16).padStart(8, '0')).join('')
}

// --- What is answered

const words = id => plain(at(id).value).trim()

function who() {
  return plain([at('name').value.trim(), at('role').value.trim()].filter(Boolean).join(', '))
}

function ratings() {
  return ELEMENTS.map(field => {
    const {element, version} = field.dataset
    const colour = chosen(`rate-${element}`)
    return {
      element,
      version: Number(version),
      colour: colour ? Number(colour) : null,
      comment: words(`comment-${element}`),
      visible: at(`visible-${element}`).checked,
      will_do: words(`will-${element}`),
    }
  })
}

function values() {
  return all('.value').map(row => ({topic: row.dataset.topic, value: one('select', row).value}))
    .filter(said => said.value).map(said => ({...said, value: Number(said.value)}))
}

// Null where it is not asked, or nothing is answered.
function health() {
  if (!at('health-comment')) return null
  const steps = QUESTIONS.map(question => [question, Number(at(`health-${question}`).value) || null])
  const comment = words('health-comment')
  if (!comment && steps.every(([, step]) => !step)) return null
  return {...Object.fromEntries(steps), comment, visible: at('health-visible').checked}
}

const isAnySealed = () => ratings().some(r => r.colour) || values().length > 0 || !!health()

function disputes() {
  const listed = all('.dispute').map(row => {
    const {at: i} = row.dataset
    const {metric, row: id} = FORM.misses[i]
    return {metric, row: id, claim: at(`claim-${i}`).value, words: words(`why-${i}`)}
  })
  const named = all('.other').map(row => ({
    metric: one('.metric', row).value,
    row: one('.named', row).value.trim(),
    claim: one('.claim', row).value,
    words: plain(one('textarea', row).value).trim(),
  }))
  return [...listed, ...named.filter(d => d.metric || d.row)].filter(d => d.claim || d.words)
}

function actions() {
  return all('.action').map(row => {
    const {at: i} = row.dataset
    const answer = chosen(`action-${i}`)
    const due = answer === 'move' ? at(`due-${i}`).value || null : null
    return {action: FORM.actions[i], answer, due_on: due, words: words(`answer-${i}`)}
  }).filter(said => said.answer)
}

function signatures() {
  return all('.definition').map(row => {
    const {at: i} = row.dataset
    const answer = chosen(`definition-${i}`)
    const objection = answer === 'object' ? words(`object-${i}`) : ''
    return {...FORM.definitions[i], answer, words: objection}
  }).filter(said => said.answer)
}

function efforts() {
  return all('.effort').map(row => ({topic: row.dataset.topic, effort: one('select', row).value})).filter(said => said.effort)
}

function answers() {
  return all('.their-ask').map(row => {
    const {at: i} = row.dataset
    return {ask: FORM.asks[i], state: chosen(`ask-${i}`), words: words(`ask-words-${i}`)}
  }).filter(said => said.state)
}

// New topics and asks, as many as were added and filled in.
function added(part) {
  const lines = all(`#${part} .line`).map(line => Object.fromEntries(
    all('[data-name]', line).map(field => [field.dataset.name, plain(field.value).trim()])))
  return lines.filter(said => said.what)
}

// What is missing before a reply can be saved: the place and the sentence; null where nothing is.
function hole() {
  if (!at('role').value.trim()) return [at('role'), 'Please give a role first.']
  if (FORM.side === 'buyer') return null
  for (const row of all('.dispute')) {
    const {at: i} = row.dataset
    if (words(`why-${i}`) && !at(`claim-${i}`).value) return [at(`claim-${i}`), 'Please say what is right about this row.']
  }
  for (const row of all('.other')) {
    const [metric, named, claim] = ['.metric', '.named', '.claim'].map(part => one(part, row))
    const touched = metric.value || named.value.trim() || claim.value
    if (!touched) continue
    if (!metric.value) return [metric, 'Please choose the metric of the row.']
    const known = FORM.rows[metric.value]
    if (!named.value.trim()) return [named, 'Please name the row.']
    if (known && !known.includes(named.value.trim())) return [named, 'The report has no such row of this metric: please name one it has.']
    if (!claim.value) return [claim, 'Please say what is right about this row.']
  }
  for (const row of all('.action')) {
    const {at: i} = row.dataset
    const answer = chosen(`action-${i}`)
    if (answer === 'move' && !at(`due-${i}`).value) return [at(`due-${i}`), 'Please give the new date of this action.']
    if (answer === 'object' && !words(`answer-${i}`)) return [at(`answer-${i}`), 'Please say why this action is objected to.']
  }
  for (const row of all('.definition')) {
    const {at: i} = row.dataset
    if (chosen(`definition-${i}`) === 'object' && !words(`object-${i}`)) return [at(`object-${i}`), 'Please say what this definition should say instead.']
  }
  for (const row of all('.their-ask')) {
    const {at: i} = row.dataset
    const state = chosen(`ask-${i}`)
    if (['refused', 'done'].includes(state) && !words(`ask-words-${i}`)) return [at(`ask-words-${i}`), state === 'done' ? 'Please say what shows that this is done.' : 'Please say why this is refused.']
  }
  for (const part of ['proposals', 'asks']) {
    const fields = all(`#${part} [data-name=what]`)
    const said = fields.map(field => plain(field.value).trim())
    const again = said.findIndex((what, i) => what && said.indexOf(what) < i)
    if (again >= 0) return [fields[again], 'Please say this once: it stands above in the same words.']
  }
  return null
}

async function reply() {
  const said = {
    schema: 'srm-reply',
    schema_version: 2,
    form: FORM.form,
    supplier: FORM.supplier,
    quarter: FORM.quarter,
    report: FORM.report,
    side: FORM.side,
    role: plain(at('role').value.trim()),
    name: plain(at('name').value.trim()),
    saved_at: new Date().toISOString(),
    lock: sealed && {fingerprint: sealed.fingerprint, locked_at: sealed.locked_at, rater: sealed.rater},
    disputes: disputes(),
    actions: actions(),
    statement: at('statement') ? words('statement') : '',
    signatures: signatures(),
    efforts: efforts(),
    proposals: added('proposals').map(said => ({...said, effort: said.effort || null})),
    answers: answers(),
    asks: added('asks'),
    expectation: at('expectation') ? words('expectation') : '',
  }
  return {...said, checksum: await sha256(JSON.stringify(said))}
}

// --- Showing

const EFFECTS = {met: 'met', not_counted: 'not_counted'}

// The number of each metric if every dispute, open ones and these, is decided for this firm.
function effects() {
  const said = new Map(FORM.misses.filter(m => m.claim).map(m => [m.metric + '\n' + m.row, m.claim]))
  const mine = disputes().filter(d => d.claim in EFFECTS)
  mine.forEach(d => said.set(d.metric + '\n' + d.row, d.claim))
  if (!mine.length) return ''
  const moved = FORM.metrics.filter(metric => metric.moves).flatMap(metric => {
    let {numerator, denominator} = metric
    for (const miss of FORM.misses.filter(m => m.metric === metric.id)) {
      const claim = said.get(miss.metric + '\n' + miss.row)
      if (claim === 'met') numerator += metric.better === 'up' ? 1 - miss.numerator : -miss.numerator
      if (claim === 'not_counted') { numerator -= miss.numerator; denominator -= miss.denominator }
    }
    const isMoved = numerator !== metric.numerator || denominator !== metric.denominator
    if (!isMoved || denominator <= 0) return []
    return [`${metric.name} ${(100 * numerator / denominator).toFixed(1)}% (now ${metric.text})`]
  })
  return moved.length ? `If every open dispute is decided for ${FORM.own}: ${moved.join('; ')}.` : ''
}

function part(id, label, said, isDone) {
  return {id, label, said, isDone}
}

function parts() {
  const rated = ratings().filter(r => r.colour).length
  const found = ELEMENTS.length === 0 ? [] : [part('rate', 'Ratings', `${rated} of ${ELEMENTS.length}${sealed ? ', locked' : ''}`, !!sealed)]
  const toValue = all('.value').length
  const valued = values().length
  if (toValue) found.push(part('worth', 'Values of topics', `${valued} of ${toValue}`, valued === toValue))
  if (at('health')) found.push(part('health', 'Health check', health() ? 'answered' : 'empty', !!health()))
  if (FORM.side === 'buyer') return found
  const disputed = disputes().length
  found.push(part('rows', 'Rows', disputed ? `${disputed} disputed` : 'none', disputed > 0))
  const asked = FORM.actions.length
  const answered = actions().length
  if (asked) found.push(part('actions', 'Actions', `${answered} of ${asked}`, answered === asked))
  const proposed = added('proposals').length
  found.push(part('topics', 'Topics', proposed ? `${proposed} new` : efforts().length ? 'work said' : 'none new', proposed + efforts().length > 0))
  const replied = answers().length
  const asking = added('asks').length
  const open = FORM.asks.length
  found.push(part('asked', 'Asks', [open ? `${replied} of ${open}` : '', asking ? `${asking} new` : ''].filter(Boolean).join(', ') || 'none', replied + asking > 0 && replied === open))
  const statement = words('statement')
  const length = statement.split(/\s+/).length
  found.push(part('statement-part', 'Statement', statement ? `${length} ${length === 1 ? 'word' : 'words'}` : 'empty', !!statement))
  const toSign = FORM.definitions.length
  const signed = signatures().length
  if (toSign) found.push(part('definitions', 'Definitions', `${signed} of ${toSign}`, signed === toSign))
  return found
}

function made(tag, text = '', attributes = {}) {
  const element = document.createElement(tag)
  element.textContent = text
  Object.assign(element, attributes)
  return element
}

function paintParts() {
  at('parts').replaceChildren(...parts().map(({id, label, said, isDone}) => {
    const link = made('a', '', {href: `#${id}`})
    link.append(made('span', label), made('b', said))
    const item = made('li', '', {className: isDone ? 'done' : ''})
    item.append(link)
    return item
  }))
  const rated = ratings().filter(r => r.colour).length
  const spoken = at('statement') && words('statement') ? 1 : 0
  const given = rated + values().length + (health() ? 1 : 0) + actions().length + answers().length + signatures().length + spoken
  const most = ELEMENTS.length + all('.value').length + (at('health') ? 1 : 0) + FORM.actions.length + FORM.asks.length + FORM.definitions.length + (at('statement') ? 1 : 0)
  all('.meter i').forEach(bar => { bar.style.width = `${100 * given / most}%` })
  at('told').textContent = `${given} of ${most} answers given${sealed ? ', ratings locked' : ''}`
}

function lockWords(rated) {
  if (sealed) return 'Ratings are locked'
  const left = ELEMENTS.length - rated
  return rated && left ? `Lock ${rated} ratings, ${left} left unrated` : 'Lock the ratings'
}

function paintRatings() {
  if (!ELEMENTS.length) return
  let rated = 0
  for (const field of ELEMENTS) {
    const colour = chosen(`rate-${field.dataset.element}`)
    rated += colour ? 1 : 0
    const told = colour ? FORM.colours[colour - 1] : 'not rated'
    if (one('.chosen', field).textContent !== told) one('.chosen', field).textContent = told
    one('.clear', field).hidden = !colour || !!sealed
    all('input, textarea', field).forEach(input => { input.disabled = !!sealed })
  }
  for (const id of ['role', 'name']) at(id).disabled = !!sealed
  all('.apart :is(input, select, textarea)').forEach(input => { input.disabled = !!sealed })
  at('lock').disabled = !!sealed || !isAnySealed()
  at('lock').textContent = lockWords(rated)
  at('unlock').hidden = !sealed
  at('save-sealed').disabled = !sealed
  all('.fingerprint').forEach(code => { code.textContent = sealed ? sealed.fingerprint.match(/.{8}/g).join(' ') : 'not locked yet' })
  all('.locked-at').forEach(span => { span.textContent = sealed ? `locked ${sealed.locked_at.slice(0, 16).replace('T', ' ')} UTC` : 'It appears with the lock, and lets both firms prove that nothing was changed since.' })
}

function paint() {
  paintRatings()
  paintParts()
  const effect = at('effect')
  if (effect && effect.textContent !== effects()) effect.textContent = effects()
  all('.other').forEach(row => row.classList.toggle('unfilled', all('select, input, textarea', row).every(input => !input.value.trim())))
  all('.line').forEach(line => line.classList.toggle('unfilled', !one('textarea', line).value.trim()))
  all('textarea').forEach(area => { area.nextElementSibling.textContent = area.value })
}

function say(text, isBad = false, place = 'message') {
  all('.message').forEach(message => { message.textContent = message.id === place ? text : '' })
  at(place).classList.toggle('bad', isBad)
}

// --- Doing

async function lockRatings() {
  const gap = hole()
  if (!at('role').value.trim()) return refuse(gap)
  const file = {
    schema: 'srm-sealed-ratings',
    schema_version: 2,
    supplier: FORM.supplier,
    quarter: FORM.quarter,
    side: FORM.side,
    rater: who(),
    champion: true,
    locked_at: new Date().toISOString(),
    salt: hex([...crypto.getRandomValues(new Uint8Array(16))]),
    ratings: ratings(),
    values: values(),
    health: health(),
  }
  sealed = {...file, fingerprint: await sha256(sealedText(file))}
  replyUnsaved = ratingsUnsaved = true
  paint()
  at('unlock').focus()
  say('Locked. Save both files at the end of the page: the first to send now, the sealed ratings for the review.', false, 'lock-message')
}

function unlockRatings() {
  sealed = null
  paint()
  at('lock').focus()
  say('Unlocked. Lock again before saving: the new fingerprint stands in the register behind the first.', false, 'lock-message')
}

function refuse([place, sentence]) {
  place.focus()
  say(sentence, true)
}

function download(name, stated) {
  const url = URL.createObjectURL(new Blob([JSON.stringify(stated, null, 1) + '\n'], {type: 'application/json'}))
  const link = made('a', '', {href: url, download: name})
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}

async function saveReply() {
  const gap = hole()
  if (gap) return refuse(gap)
  const rated = isAnySealed()
  if (FORM.side === 'buyer' && !sealed) return refuse([at('lock'), 'Please lock the ratings first.'])
  const name = `${FORM.stem}_${FORM.side === 'buyer' ? 'fingerprint' : 'reply'}.json`
  download(name, await reply())
  replyUnsaved = false
  if (rated && !sealed) return say(`${name} is saved without the ratings: they are not locked yet. Lock them, then save it again.`, true)
  if (!sealed) return say(`${name} is saved in the folder of this browser's downloads.`)
  const next = ratingsUnsaved ? '\nSave the sealed ratings, too: no other file holds them.' : ''
  say(`${name} is saved in the folder of this browser's downloads. It holds the fingerprint, not the ratings.${next}`, ratingsUnsaved)
}

function saveSealed() {
  const name = `${FORM.stem}_${FORM.side === 'buyer' ? 'buyer_' : ''}ratings_sealed.json`
  download(name, sealed)
  ratingsUnsaved = false
  say(`${name} is saved in the folder of this browser's downloads. Keep it for the reveal: nothing else holds what is in it.`)
}

// --- Going on later

const isText = value => typeof value === 'string'
const isListOf = (value, holds) => Array.isArray(value) && value.every(v => v && typeof v === 'object' && holds(v))

function isWholeSealed(file) {
  const known = new Map(ELEMENTS.map(field => [field.dataset.element, Number(field.dataset.version)]))
  return ['rater', 'locked_at', 'salt', 'fingerprint'].every(key => isText(file[key]))
    && isListOf(file.ratings, r => known.get(r.element) === r.version && isText(r.comment)
      && (r.colour === null || [1, 2, 3, 4, 5].includes(r.colour)) && typeof r.visible === 'boolean'
      && (file.schema_version === 1 ? !('will_do' in r) || r.will_do === '' : isText(r.will_do)))
    && (file.schema_version === 1 ? !file.values?.length && !file.health : isListOf(file.values, v => isText(v.topic) && Number.isInteger(v.value)) && isWholeHealth(file.health))
}

function isWholeHealth(said) {
  return said === null || (typeof said === 'object' && isText(said.comment) && typeof said.visible === 'boolean'
    && QUESTIONS.every(question => said[question] === null || [1, 2, 3, 4, 5].includes(said[question])))
}

function isWholeReply(file) {
  return ['role', 'name', 'statement', 'checksum'].every(key => isText(file[key]))
    && isListOf(file.disputes, d => isText(d.metric) && isText(d.row) && isText(d.claim) && isText(d.words))
    && isListOf(file.actions, a => isText(a.action) && isText(a.answer) && isText(a.words))
    && isListOf(file.signatures, s => isText(s.metric) && isText(s.answer) && isText(s.words))
    && (file.schema_version === 1 || (isText(file.expectation)
      && isListOf(file.efforts, e => isText(e.topic) && isText(e.effort))
      && isListOf(file.proposals, p => isText(p.what) && isText(p.form))
      && isListOf(file.answers, a => isText(a.ask) && isText(a.state) && isText(a.words))
      && isListOf(file.asks, a => isText(a.what) && isText(a.form))))
}

// Why a file is not taken, as a sentence; '' where nothing is wrong with it.
async function fault(file) {
  if (!file || !['srm-reply', 'srm-sealed-ratings'].includes(file.schema)) return 'it is no file of this form: its schema is another'
  if (![1, 2].includes(file.schema_version)) return 'another version of the form wrote it'
  if (file.supplier !== FORM.supplier) return `it is of supplier ${file.supplier}, this form of ${FORM.supplier}`
  if (file.quarter !== FORM.quarter) return `it is of ${file.quarter}, this form of ${FORM.quarter}`
  if (file.side !== FORM.side) return `it is of the ${file.side}, this form of the ${FORM.side}`
  if (file.schema === 'srm-sealed-ratings') {
    if (!ELEMENTS.length) return 'the ratings of this quarter are revealed: this form asks for none'
    if (!isWholeSealed(file)) return 'some of its ratings are missing or cannot be read'
    return await sha256(sealedText(file)) === file.fingerprint ? '' : 'its ratings were changed after their lock: the fingerprint is another'
  }
  if (!isWholeReply(file)) return 'some of its answers are missing or cannot be read'
  if (await sha256(replyText(file)) !== file.checksum) return 'it was changed after it was saved: the checksum is another'
  return ''
}

function pick(name, value) {
  all(`input[name="${name}"]`).forEach(input => { input.checked = input.value === String(value) })
}

function takeRatings(file) {
  for (const rated of file.ratings) {
    pick(`rate-${rated.element}`, rated.colour)
    at(`comment-${rated.element}`).value = rated.comment
    at(`visible-${rated.element}`).checked = rated.visible
    at(`will-${rated.element}`).value = rated.will_do ?? ''
  }
  for (const row of all('.value')) {
    one('select', row).value = file.values?.find(v => v.topic === row.dataset.topic)?.value ?? ''
  }
  if (at('health-comment')) {
    for (const question of QUESTIONS) at(`health-${question}`).value = file.health?.[question] ?? ''
    at('health-comment').value = file.health?.comment ?? ''
    at('health-visible').checked = file.health?.visible ?? false
  }
  if (who() !== plain(file.rater)) { at('role').value = file.rater; at('name').value = '' }
  sealed = file
}

function takeDisputes(said) {
  all('.dispute').forEach(row => fillDispute(row.dataset.at, '', ''))
  at('others')?.replaceChildren()
  for (const dispute of said) {
    const i = FORM.misses.findIndex(m => m.metric === dispute.metric && m.row === dispute.row)
    if (i >= 0) fillDispute(i, dispute.claim, dispute.words)
    else addOther(dispute)
  }
}

function fillDispute(i, claim, why) {
  at(`claim-${i}`).value = claim
  at(`why-${i}`).value = why
  show(one(`.dispute[data-at="${i}"]`), !!(claim || why))
}

// What of a saved reply this form does not ask: it may be of an earlier one.
function notAsked(file) {
  const actions = file.actions.map(a => a.action).filter(id => !FORM.actions.includes(id))
  const isAsked = s => FORM.definitions.some(d => d.metric === s.metric && d.version === s.version)
  const signed = file.signatures.filter(s => !isAsked(s)).map(s => `${s.metric} version ${s.version}`)
  const asks = (file.answers ?? []).map(a => a.ask).filter(id => !FORM.asks.includes(id))
  const topics = all('.effort').map(row => row.dataset.topic)
  const worked = (file.efforts ?? []).map(e => e.topic).filter(id => !topics.includes(id))
  return [...actions.map(id => `the answer to action ${id}`), ...asks.map(id => `the answer to ask ${id}`), ...worked.map(id => `the effort of topic ${id}`), ...signed.map(one => `the answer to definition ${one}`)]
}

function replyLoaded(file) {
  const lost = notAsked(file)
  const told = [`Reply saved on ${String(file.saved_at).slice(0, 10)} loaded.`]
  if (file.report !== FORM.report) told.push(`It answers report ${file.report}, this form ${FORM.report}: please look at each answer again.`)
  if (lost.length) told.push(`This form does not ask any more, and does not hold: ${lost.join(', ')}. The loaded file still does.`)
  return told.join(' ')
}

function takeReply(file) {
  if (!sealed) { at('role').value = file.role; at('name').value = file.name }
  if (FORM.side === 'buyer') return
  takeDisputes(file.disputes)
  FORM.actions.forEach((id, i) => {
    const said = file.actions.find(a => a.action === id)
    pick(`action-${i}`, said?.answer)
    at(`due-${i}`).value = said?.due_on ?? ''
    at(`answer-${i}`).value = said?.words ?? ''
  })
  FORM.definitions.forEach(({metric, version}, i) => {
    const said = file.signatures.find(s => s.metric === metric && s.version === version)
    pick(`definition-${i}`, said?.answer)
    at(`object-${i}`).value = said?.words ?? ''
  })
  at('statement').value = file.statement
  takeAhead({efforts: [], answers: [], proposals: [], asks: [], expectation: '', ...file})
}

function takeAhead(file) {
  for (const row of all('.effort')) {
    one('select', row).value = file.efforts.find(e => e.topic === row.dataset.topic)?.effort ?? ''
  }
  FORM.asks.forEach((id, i) => {
    const said = file.answers.find(a => a.ask === id)
    pick(`ask-${i}`, said?.state)
    at(`ask-words-${i}`).value = said?.words ?? ''
  })
  for (const part of ['proposals', 'asks']) {
    at(part).replaceChildren()
    file[part].forEach(said => addLine(part, said))
  }
  at('expectation').value = file.expectation
}

async function load(event) {
  const told = []
  let isBad = false
  for (const picked of event.target.files) {
    let file = null
    let wrong = picked.size > MOST_BYTES ? 'it is larger than any file of this form' : ''
    if (!wrong) {
      try { file = JSON.parse(await picked.text()) } catch { wrong = 'it cannot be read: it is no JSON' }
    }
    wrong ||= await fault(file)
    isBad ||= !!wrong
    if (wrong) told.push(`${picked.name} was not loaded: ${wrong}.`)
    else if (file.schema === 'srm-reply') { takeReply(file); told.push(replyLoaded(file)) }
    else { takeRatings(file); told.push('Sealed ratings loaded: they are as they were locked.') }
  }
  event.target.value = ''
  paint()
  say(told.join('\n'), isBad)
}

// --- Rows

function show(row, isOpen) {
  const button = one('.toggle', row)
  one('.more', row).hidden = !isOpen
  button.setAttribute('aria-expanded', String(isOpen))
  const {metric, row: id, claim} = FORM.misses[row.dataset.at]
  const closed = claim ? 'Add to the dispute' : 'Dispute this row'
  const name = FORM.metrics.find(one => one.id === metric)?.name ?? metric
  button.replaceChildren(isOpen ? 'Do not dispute' : closed, made('span', `: ${name}, ${id}`, {className: 'hidden'}))
}

function option(value, text) {
  return made('option', text, {value})
}

let others = 0
function addOther(said = {metric: '', row: '', claim: '', words: ''}) {
  const i = others++
  const row = made('div', '', {className: 'row other'})
  const more = made('div', '', {className: 'more'})
  const field = (label, control, id) => {
    const box = made('div')
    control.id = `${id}-other-${i}`
    box.append(made('label', label, {className: 'f', htmlFor: control.id}), control)
    return box
  }
  const metric = made('select', '', {className: 'metric'})
  metric.append(option('', 'choose'), ...FORM.metrics.map(m => option(m.id, m.name)))
  const named = made('input', '', {className: 'named', type: 'text', maxLength: 200})
  const claim = made('select', '', {className: 'claim'})
  claim.append(option('', 'choose'), option('met', 'it met the goal'), option('missed', 'it missed the goal'), option('not_counted', 'it should not count'))
  const why = made('textarea', '', {rows: 1, maxLength: 4000, placeholder: ' '})
  const reason = field('Why, and where is it written?', why, 'why')
  reason.className = 'why'
  reason.append(made('p', '', {className: 'said'}))
  more.append(field('Metric', metric, 'metric'), field('Row, as the report names it', named, 'row'), field('What is right?', claim, 'claim'), reason)
  row.append(more)
  metric.value = said.metric
  named.value = said.row
  claim.value = said.claim
  why.value = said.words
  at('others').append(row)
  return metric
}

let linesAdded = 0
function addLine(part, said = {}) {
  const line = one('.line', at(`new-${part}`).content).cloneNode(true)
  for (const field of all('[data-name]', line)) {
    field.id = `added-${linesAdded++}`
    field.previousElementSibling.htmlFor = field.id
    field.value = said[field.dataset.name] ?? field.value
  }
  at(part).append(line)
  return one('textarea', line)
}

for (const button of all('.add')) {
  button.onclick = () => { addLine(button.dataset.part).focus(); paint() }
}

for (const button of all('.toggle')) {
  button.onclick = () => {
    const row = button.closest('.row')
    const isOpen = one('.more', row).hidden
    if (!isOpen) { one('select', row).value = ''; one('textarea', row).value = '' }
    show(row, isOpen)
    if (isOpen) one('select', row).focus()
    replyUnsaved = true
    paint()
  }
}

function clear(field) {
  all('input[type=radio]', field).forEach(input => { input.checked = false })
  ratingsUnsaved = true
  paint()
}

for (const field of ELEMENTS) {
  one('.clear', field).onclick = () => { clear(field); one('input', field).focus() }
  one('.five', field).addEventListener('keydown', event => {
    if (sealed || event.ctrlKey || event.metaKey || event.altKey) return
    if (/^[1-5]$/.test(event.key)) {
      const input = all('input', event.currentTarget)[event.key - 1]
      input.checked = true
      input.focus()
      ratingsUnsaved = true
      paint()
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault()
      clear(field)
    }
  })
}

addEventListener('input', event => {
  if (event.target.type === 'file') return
  if (event.target.closest('.element, .apart')) ratingsUnsaved = true
  else replyUnsaved = true
  paint()
})
addEventListener('beforeunload', event => { if (replyUnsaved || ratingsUnsaved) event.preventDefault() })
if (ELEMENTS.length) {
  at('lock').onclick = lockRatings
  at('unlock').onclick = unlockRatings
  at('save-sealed').onclick = saveSealed
}
at('save-reply').onclick = saveReply
at('load').onchange = load
at('print').onclick = () => print()
if (at('another')) at('another').onclick = () => { addOther().focus(); paint() }
paint()
