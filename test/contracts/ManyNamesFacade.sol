// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Facade of many names
/// @notice A proxy that offers any number of an implementation's functions under other names too: what the project's
/// facade does for one name, at the price of a storage read in each call.
/// @dev State lives here. The names lie in a namespaced struct, away from the slots that the implementation uses.
contract ManyNamesFacade {
    struct Name {
        bool renamed;
        bytes4 to;
    }

    /// @custom:storage-location erc7201:breakwater.many-names-facade
    struct Book {
        mapping(bytes4 from => Name) names;
    }

    bytes32 private constant BOOK =
        keccak256(abi.encode(uint256(keccak256("breakwater.many-names-facade")) - 1)) & ~bytes32(uint256(0xff));
    /// @dev Where the implementation keeps its owner.
    bytes32 private constant OWNER_SLOT = keccak256("key.ownable.owner");

    address private immutable implementation;

    /// @param implementation_ contract whose code runs on this contract's state
    /// @param from selectors that callers use
    /// @param to selectors that the implementation knows, one for each
    constructor(address implementation_, bytes4[] memory from, bytes4[] memory to) {
        require(implementation_.code.length > 0, "facade: implementation has no code");
        require(from.length == to.length, "facade: not one name for each");
        implementation = implementation_;
        for (uint256 i = 0; i < from.length; i++) {
            require(!book().names[from[i]].renamed, "facade: a name is renamed twice");
            book().names[from[i]] = Name(true, to[i]);
        }
        bytes32 slot = OWNER_SLOT;
        assembly {
            sstore(slot, caller())
        }
    }

    receive() external payable {
        delegate();
    }

    fallback() external payable {
        delegate();
    }

    function delegate() private {
        address target = implementation;
        // Less than four bytes are no selector, though `msg.sig` would complete them with zeros.
        Name memory name = msg.data.length > 3 ? book().names[msg.sig] : Name(false, 0);
        bool renamed = name.renamed;
        bytes4 to = name.to;
        assembly {
            // Nothing runs after this block, so memory from 0 on may be overwritten.
            calldatacopy(0, 0, calldatasize())
            if renamed { mstore(0, or(to, shr(32, shl(32, mload(0))))) }
            let ok := delegatecall(gas(), target, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(ok) { revert(0, returndatasize()) }
            return(0, returndatasize())
        }
    }

    function book() private pure returns (Book storage own) {
        bytes32 slot = BOOK;
        assembly {
            own.slot := slot
        }
    }
}
