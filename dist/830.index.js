export const id = 830;
export const ids = [830];
export const modules = {

/***/ 2449:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   preparePublishing: () => (/* binding */ preparePublishing)
/* harmony export */ });
/* harmony import */ var _errors_publishing_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4436);
/* harmony import */ var _model_job_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8260);
/* harmony import */ var _alias_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9877);
/* harmony import */ var _searchable_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9364);




async function preparePublishing(plan, tools) {
    let baseline = await (0,_searchable_js__WEBPACK_IMPORTED_MODULE_2__/* .prepare */ .iA)(plan, tools);
    const { alias } = plan;
    const change = alias && (await (0,_alias_js__WEBPACK_IMPORTED_MODULE_1__/* .planSwitch */ .S)(baseline.plane, alias, baseline.collectionName, tools));
    return {
        async recount() {
            const { rows } = baseline;
            const tell = event => {
                if (event.kind !== 'counted' || event.rows !== rows)
                    tools.tell(event);
            };
            baseline = await (0,_searchable_js__WEBPACK_IMPORTED_MODULE_2__/* .prepare */ .iA)(plan, { ...tools, tell });
        },
        async keep(last, provenance, deadline) {
            const { collectionName } = change || baseline;
            await (0,_searchable_js__WEBPACK_IMPORTED_MODULE_2__/* .becomeSearchable */ .S8)({ ...baseline, collectionName }, last, provenance, { ...tools, deadline });
            if (!change)
                return;
            if ((0,_model_job_js__WEBPACK_IMPORTED_MODULE_3__/* .importedRowsOf */ .$)(last) === undefined)
                throw (0,_errors_publishing_js__WEBPACK_IMPORTED_MODULE_0__/* .aliasUnproven */ .yC)(change);
            await (0,_alias_js__WEBPACK_IMPORTED_MODULE_1__/* .switchAlias */ .$)(change, tools);
        },
    };
}


/***/ })

};
