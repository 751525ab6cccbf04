/** Names of the six classes and their types, asked for once. */
import { computed, ref } from 'vue'

import { venues, type VenueClass } from '@/api/venues'
import { pick } from '@/i18n'

const classes = ref<VenueClass[]>([])
let asked: Promise<void> | null = null

export function useVenueTypes() {
  asked ??= venues.classes().then((list) => { classes.value = list }, () => { asked = null })
  return {
    options: computed(() => classes.value.map((one) => ({
      value: one.number,
      label: pick(one.name_zh, one.name_en),
      types: one.types.map((type) => ({ value: type.code, label: pick(type.name_zh, type.name_en) })),
    }))),
    className: (number: number | null | undefined) => {
      const found = classes.value.find((one) => one.number === number)
      return found ? pick(found.name_zh, found.name_en) : ''
    },
    typeName: (code: string | null | undefined) => {
      const found = classes.value.flatMap((one) => one.types).find((type) => type.code === code)
      return found ? pick(found.name_zh, found.name_en) : (code ?? '')
    },
  }
}
