import { GlobalRegistrator, Window } from "happy-dom";
