"""Everything that relies on internals of Reflex, Socket.IO, Engine.IO, uvicorn or asyncio, and nothing else.

An upgrade of one of them touches only this folder. Each module, what it relies on, why, and the test that notices:

``socket``
    Reflex: ``FIELD_MARKER``, ``StateUpdate``, the events ``hydrate_and_load`` and ``on_load_internal``,
    ``BaseState._get_root_state``, ``rx_router_session`` and ``rx_router_url``, ``EventNamespace.emit_update`` and its
    ``_token_manager.token_to_socket``. Socket.IO: ``manager.rooms``, ``get_environ``. Frames go to rooms by them,
    and in the order in which they were made. tests/live/reflex_adapter/test_socket.py,
    tests/live/reflex_adapter/test_direct_socket.py, tests/live/reflex_adapter/test_event_answers.py
``broadcast``
    Engine.IO: ``AsyncSocket.queue``, ``server.eio.sockets``, ``packet``; Socket.IO's ``packet``. One frame is encoded
    once for all browsers. asyncio: ``Queue._queue`` and ``Queue._getters``, by which ``is_parked`` sees that no frame
    waits before a direct write, and ``waiting_bytes`` how much does: else frames would overtake others, and a browser
    that does not read would fill the memory. tests/live/reflex_adapter/test_broadcast.py
``prepared_socket``
    uvicorn: ``WebSocketsSansIOProtocol`` with ``run_asgi``, ``send``, ``conn``, ``writable``, ``transport``,
    ``close_sent``, ``disconnected``, ``request``, ``response``, ``handle_cont``, ``handle_text``, ``handle_ping``,
    ``handle_pong`` and ``handle_parser_exception``. A frame's bytes bypass its layers, the headers of the handshake
    are dropped, and frames that complete no message are limited. tests/live/reflex_adapter/test_broadcast.py,
    tests/attack/test_packets.py
``built_pages``
    React Router: ``window.__reactRouterManifest`` and the name of its file. A page of an older build loads again.
    tests/live/reflex_adapter/test_built_pages.py
``bounded_connection``
    uvicorn: ``H11Protocol`` with ``connection_made``, ``connection_lost``, ``data_received``, ``client``, ``conn``,
    ``connections``, and ``transport``, which a websocket takes over; asyncio: the message of an accept that fails. A
    request that is not finished in time is closed, and ``transport.close`` lets last words arrive.
    tests/access/sockets/test_lingering_close.py, tests/live/reflex_adapter/test_bounded_connection.py,
    tests/startup/test_unfinished_requests.py, tests/live/reflex_adapter/test_accept_errors.py
``first_frame``
    Reflex: ``_always_dirty_computed_vars``, ``_initial_value``, ``_last_delta_key_attr``, ``_delta_value_key``,
    ``_clean``, ``dirty_vars``, ``state_snapshot_hashes``, ``OnLoadInternalState``. A page gets everything in one
    frame, built from text that all browsers share. tests/page/connection/test_first_frame.py
``event_check`` and ``event_arguments``
    Reflex: ``EventNamespace.on_event``, ``on_ping`` and ``on_client_error``, ``RegistrationContext``,
    ``_is_client_storage``, ``form_data_as_dict``. Events that no page sends are refused before Reflex queues them.
    tests/attack/test_events.py, tests/attack/test_packets.py
``handler_roles``
    Reflex: ``App._registration_context``, ``EventHandlerSetVar``, the names of its own handlers. Every handler requires
    a role. tests/access/test_handlers.py
``handshake``
    Engine.IO: ``server.eio._async["translate_request"]``. A handshake keeps no class of its own in memory.
    tests/live/reflex_adapter/test_handshake.py
``direct_socket``
    Reflex: ``App._set_contexts_internal``, ``App.sio``. A websocket bypasses the layers made for requests.
    tests/live/reflex_adapter/test_direct_socket.py
``socket_sessions``
    Engine.IO: ``environ["asgi.scope"]``. The gate puts the socket's identity there.
    tests/access/sockets/test_websocket.py
``abandoned_states``
    Reflex: ``StateManagerMemory`` with ``_token_expires_at``, ``_purge_token``, ``_states_locks``;
    ``EventNamespace.token_to_sid``. States of browsers that have left are dropped.
    tests/live/reflex_adapter/test_abandoned_states.py
``packet_log``
    The packet types of Engine.IO 4 and Socket.IO 5. ``DEBUG=socket.io:*`` names them.
    tests/live/reflex_adapter/test_socket.py
``production_server``
    Reflex: ``reflex.utils.exec.run_backend_prod`` is the function its command serves with;
    ``get_app_instance``. Production is served by uvicorn, in the process of the command itself.
    tests/startup/test_production_server.py
``vars``
    Reflex: ``Var._get_all_var_data`` and ``_var_type``. A hook of the app becomes a var that depends on what its
    arguments depend on, and a text becomes one that is looked up in the reader's language.
    tests/live/reflex_adapter/test_vars.py
"""
