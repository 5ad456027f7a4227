/** Whether the keyboard belongs to a field just now, so that a letter is a letter and no command. */
export function isTyping(target) {
  if (target.closest?.("dialog[open]")) return true;
  if (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.nodeName)) return true;
  return target.nodeName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(target.type);
}

export const isPlain = (event) => !(event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented);
