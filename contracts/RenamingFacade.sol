// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Renaming facade
/// @notice A proxy that offers one function of an implementation under another name too: calls to selector `from` reach
/// the implementation as calls to selector `to`, everything else passes through as it is.
/// @dev Made to give Sovryn Zero's Stability Pool the names that a Liquity backstop calls. State lives here and the
/// facade's address takes the implementation's place in all wiring. It has no storage of its own beyond the owner slot
/// that the implementation expects to find set.
contract RenamingFacade {
    /// @dev Where the implementation keeps its owner.
    bytes32 private constant OWNER_SLOT = keccak256("key.ownable.owner");

    address private immutable implementation;
    bytes4 private immutable from;
    bytes4 private immutable to;

    /// @param implementation_ contract whose code runs on this contract's state
    /// @param from_ selector that callers use
    /// @param to_ selector that the implementation knows
    constructor(address implementation_, bytes4 from_, bytes4 to_) {
        // A delegatecall to an account without code succeeds silently.
        require(implementation_.code.length > 0, "facade: implementation has no code");
        implementation = implementation_;
        from = from_;
        to = to_;
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
        uint32 renamed = uint32(from);
        uint32 name = uint32(to);
        assembly {
            // Nothing runs after this block, so memory from 0 on may be overwritten.
            calldatacopy(0, 0, calldatasize())
            if gt(calldatasize(), 3) {
                if eq(shr(224, calldataload(0)), renamed) {
                    mstore(0, or(shl(224, name), shr(32, shl(32, mload(0)))))
                }
            }
            let ok := delegatecall(gas(), target, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(ok) { revert(0, returndatasize()) }
            return(0, returndatasize())
        }
    }
}
