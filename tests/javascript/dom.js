import { GlobalRegistrator } from "happy-dom";
import { Window } from "happy-dom";
