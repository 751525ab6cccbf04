/** The page's own elements. The framework draws its stand-ins for `button` and `input`, which keyboards and screen
 * readers cannot use; on the web the real ones are drawn instead. */
import { h, type FunctionalComponent } from "vue";

export const Native: FunctionalComponent<{ tag: string }> = (props, { slots, attrs }) =>
  h(props.tag, attrs, slots["default"]?.());
Native.props = ["tag"];
Native.inheritAttrs = false;
