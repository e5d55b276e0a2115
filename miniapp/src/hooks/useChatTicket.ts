/** The chat that somebody has come from, on a page that shows other things to those who come from one. */
import { useEffect, useRef } from 'react';
import { useChat } from '../platform/chat';

/** `again` asks the page's question anew: the ticket may come after the first answer. */
export function useChatTicket(again: () => Promise<void>): void {
  const ticket = useChat(({ kept }) => kept?.chat);
  const asked = useRef(ticket);
  useEffect(() => {
    if (asked.current === ticket) return;
    asked.current = ticket;
    void again();
  }, [ticket, again]);
}
