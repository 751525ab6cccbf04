/**
 * A map of tiles, one a division, where no shapes are to be had: each lies as near as can be to where it lies in truth.
 * Divisions without a known place stand beside their neighbours in the order of codes.
 */
export interface Place {
  code: string
  at: readonly [longitude: number, latitude: number] | null
}
export interface Tile {
  code: string
  column: number
  row: number
}
interface Spot { x: number; y: number }

const ROOM = 1.3
const ROUNDS = 30
/** Width over height of a degree in the middle of China. */
const DEGREE = 0.8
/** Columns to rows where nothing says how the whole lies. */
const WIDE = 1.6
const TALL = 0.7

export function tiles(places: readonly Place[], tall = false): Tile[] {
  const known = places.filter((one) => one.at)
  if (known.length < 2) return inRows(places, tall ? TALL : WIDE)
  const cells = Math.ceil(places.length * ROOM)
  const wanted = inCells(filledIn(places), cells)
  const columns = wanted.columns
  const spots = Array.from({ length: columns * wanted.rows }, (_, n) => ({ x: n % columns, y: Math.floor(n / columns) }))
  const taken = settle(wanted.spots, spots)
  return trimmed(places.map((one, n) => ({ code: one.code, column: spots[taken[n] ?? 0]?.x ?? 0, row: spots[taken[n] ?? 0]?.y ?? 0 })))
}

/** Nobody knows where they lie (streets): rows to be read like a list, in the order given, which is that of names. */
function inRows(places: readonly Place[], shape: number): Tile[] {
  const columns = Math.max(1, Math.ceil(Math.sqrt(places.length * shape)))
  return places.map((one, n) => ({ code: one.code, row: Math.floor(n / columns), column: n % columns }))
}

function filledIn(places: readonly Place[]): Spot[] {
  const near = (n: number, step: number): readonly [number, number] | null => {
    for (let at = n + step; at >= 0 && at < places.length; at += step) if (places[at]?.at) return places[at]?.at ?? null
    return null
  }
  return places.map((one, n) => {
    const sides = one.at ? [one.at] : [near(n, -1), near(n, 1)].filter((side) => side !== null)
    const mean = (axis: 0 | 1): number => sides.reduce((sum, side) => sum + side[axis], 0) / sides.length
    return { x: mean(0) * DEGREE, y: -mean(1) }
  })
}

/** Half by place, half by rank: crowded parts spread out, the outline stays. */
function inCells(points: readonly Spot[], cells: number): { spots: Spot[]; columns: number; rows: number } {
  const axis = (name: 'x' | 'y') => {
    const values = points.map((one) => one[name])
    const [least, most] = [Math.min(...values), Math.max(...values)]
    const ranks = [...values].sort((a, b) => a - b)
    return { span: most - least || 1, share: (value: number) => ((value - least) / (most - least || 1) + ranks.indexOf(value) / Math.max(1, values.length - 1)) / 2 }
  }
  const [x, y] = [axis('x'), axis('y')]
  const shape = Math.min(3, Math.max(0.8, x.span / y.span))
  const columns = Math.max(2, Math.round(Math.sqrt(cells * shape)))
  const rows = Math.max(1, Math.ceil(cells / columns))
  return { columns, rows, spots: points.map((one) => ({ x: x.share(one.x) * (columns - 1), y: y.share(one.y) * (rows - 1) })) }
}

const apart = (a: Spot | undefined, b: Spot | undefined): number => (a && b ? (a.x - b.x) ** 2 + (a.y - b.y) ** 2 : 0)

/** Gives each point a cell of its own, then swaps cells while that brings points nearer to their places. */
function settle(points: readonly Spot[], spots: readonly Spot[]): number[] {
  const free = new Set(spots.keys())
  const taken = points.map((point) => {
    const best = [...free].reduce((a, b) => (apart(point, spots[b]) < apart(point, spots[a]) ? b : a))
    free.delete(best)
    return best
  })
  for (let round = 0, better = true; better && round < ROUNDS; round += 1) {
    better = false
    for (let n = 0; n < points.length; n += 1) {
      for (let cell = 0; cell < spots.length; cell += 1) {
        const mine = taken[n] ?? 0
        const other = taken.indexOf(cell)
        const now = apart(points[n], spots[mine]) + apart(points[other], spots[cell])
        const then = apart(points[n], spots[cell]) + apart(points[other], spots[mine])
        if (cell === mine || then >= now - 1e-9) continue
        if (other >= 0) taken[other] = mine
        taken[n] = cell
        better = true
      }
    }
  }
  return taken
}

function trimmed(found: Tile[]): Tile[] {
  const left = Math.min(...found.map((one) => one.column))
  const top = Math.min(...found.map((one) => one.row))
  return found.map((one) => ({ ...one, column: one.column - left, row: one.row - top }))
}
