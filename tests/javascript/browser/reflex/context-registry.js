// Stands in for Reflex's own module, which only a compiled app has.
import { createContext } from "react";

export const EventLoopContext = createContext([() => {}, []]);
