/* The desk's behaviour: everything works without it except what is said in docs; each module attaches itself once
   to the document, so parts that htmx swaps in need no set-up. Templates speak to it through data- attributes only. */
import "../styles/desk.scss";
import "./server_parts.js";
import "./refusals.js";
import "./toast.js";
import "./dialogs.js";
import "./drawer.js";
import "./folds.js";
import "./place_tree.js";
import "./row_keys.js";
import "./all_figures.js";
import "./page_keys.js";
import "./entry_keys.js";
import "./selection.js";
import "./list_columns.js";
import "./ways.js";
import "./form_guard.js";
import "./file_drop.js";
import "./large_text.js";
import "./tour.js";
import "./prints.js";
